import type { MetFaults } from '../faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An answer of ECS that describes several things at once, without those that the fault denies: they are among its failures. */
export function withoutDenied(output: unknown, operation: string, fault: MetFaults['fault']): unknown {
  const { failures, ...others } = (output ?? {}) as Fields;
  if (fault?.kind !== 'deny-some' || !operation.startsWith('Describe') || !Array.isArray(failures)) return output;
  const denied: string[] = [];
  const kept = Object.entries(others).map(([name, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [name, value];
    // `taskArn` of `tasks`: they have ARNs of others as well.
    const ownArn = `${name.slice(0, -1)}Arn`;
    const isDenied = ({ [ownArn]: arn }: Fields): boolean => {
      const is = typeof arn === 'string' && arn.endsWith(fault.about);
      if (is) denied.push(arn);
      return is;
    };
    return [name, (value as Fields[]).filter((item) => !isDenied(item))];
  });
  const more = denied.map((arn) => ({ arn, reason: 'ACCESS_DENIED' }));
  return { ...Object.fromEntries(kept), failures: [...(failures as unknown[]), ...more] };
}
