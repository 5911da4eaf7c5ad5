/** For tests: values that are not what they should be, the same ones in every run. */

const oddValues: readonly unknown[] = [
  null, true, false, 'true', 0, -1, 1.5, 1e300, 2 ** 53, '', ' ', '0', '1e9', 'x'.repeat(300), '__proto__', 'constructor',
  [], {}, [[]], [null], [{}], [[{}]], { name: {} }, { name: [] }, [{ name: 'a' }, { name: 'a' }], '${Name}', '<NAME>',
  'EXTERNAL', 'HEALTHY', 'awslogs', 'awsvpc', 'host', 'none', 'latest', 'a:latest', '@', ':', '/', 'web',
  'attribute:a == ', '((((', "attribute:a in ['", 'label:', '\uD800', '\u0000',
]; // prettier-ignore

/** A deep copy in which one in `rate` values is of another kind, missing, or there twice. */
export function withOddValues(value: unknown, random: () => number, rate = 12): unknown {
  if (random() < 1 / rate) return oddValues[Math.floor(random() * oddValues.length)];
  if (Array.isArray(value)) {
    const items = value.map((item) => withOddValues(item, random, rate));
    return random() < 1 / rate ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(() => random() > 0.5 / rate);
  return Object.fromEntries(entries.map(([name, each]) => [name, withOddValues(each, random, rate)]));
}
