import type { MetFaults } from '../faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An answer of ECS that describes several things at once, without those that the fault denies: they are among its failures. */
export function withoutDenied(output: unknown, operation: string, fault: MetFaults['fault']): unknown {
  const { failures, ...others } = (output ?? {}) as Fields;
  if (fault?.kind !== 'deny-some' || !operation.startsWith('Describe') || !Array.isArray(failures)) return output;
  const denied: string[] = [];
  const isDenied = (item: Fields): boolean => {
    const arn = Object.values(item).find((value) => typeof value === 'string' && value.startsWith('arn:'));
    const is = typeof arn === 'string' && arn.endsWith(fault.about);
    if (is) denied.push(arn);
    return is;
  };
  const kept = Object.entries(others).map(([name, value]): [string, unknown] => {
    return [name, Array.isArray(value) ? (value as Fields[]).filter((item) => !isDenied(item)) : value];
  });
  const more = denied.map((arn) => ({ arn, reason: 'ACCESS_DENIED' }));
  return { ...Object.fromEntries(kept), failures: [...(failures as unknown[]), ...more] };
}
