function dollars(microUsd: number, locale: string | undefined, maximumFractionDigits: number): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits,
  });
  return format.format(microUsd / 1_000_000);
}

/**
 * An amount of micro-dollars, to the cent: `$73.00`. An amount below a cent keeps its digits, so that a small cost
 * never reads as none. `locale` is a BCP 47 tag; this machine's own when left out.
 */
export function formatUsd(microUsd: number, locale?: string): string {
  return dollars(microUsd, locale, Math.abs(microUsd) < 10_000 ? 6 : 2);
}

/** A price, with as many digits as it has: `$0.10`, `$0.00695`. */
export function formatRate(microUsd: number, locale?: string): string {
  return dollars(microUsd, locale, 6);
}
