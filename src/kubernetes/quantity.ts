const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  'n': 1e-9,
  'u': 1e-6,
  'm': 1e-3,
  'k': 1e3,
  'M': 1e6,
  'G': 1e9,
  'T': 1e12,
  'P': 1e15,
  'E': 1e18,
  'Ki': 2 ** 10,
  'Mi': 2 ** 20,
  'Gi': 2 ** 30,
  'Ti': 2 ** 40,
  'Pi': 2 ** 50,
  'Ei': 2 ** 60,
};

/**
 * A quantity as Kubernetes writes it (`4`, `3920m`, `8039052Ki`, `1e3`) in units; `undefined` for anything else.
 * Source: `k8s.io/apimachinery/pkg/api/resource`, `Quantity`.
 */
export function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const [, digits = '', exponent, suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,3})|([A-Za-z]{0,2}))$/.exec(value) ?? [];
  if (digits === '') return undefined;
  const factor = exponent === undefined ? suffixes[suffix] : 10 ** Number(exponent);
  const amount = Number(digits) * (factor ?? NaN);
  return Number.isFinite(amount) ? amount : undefined;
}
