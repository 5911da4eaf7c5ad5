/** Label and field selectors as lists take them. Source: Kubernetes documentation, "Labels and Selectors". */

export type Matches = (values: Readonly<Record<string, string>>) => boolean;

/** `a=b,c!=d,e,!f,g in (x,y),h notin (z)`; `undefined` when it can't be read. */
export function labelSelector(text: string): Matches | undefined {
  const tests = split(text).map(labelTest);
  return all(tests);
}

function labelTest(text: string): Matches | undefined {
  const [, name = '', operator, list = ''] = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text) ?? [];
  if (operator !== undefined) {
    const among = list.split(',').map((each) => each.trim());
    const isIn = operator === 'in';
    return (values) => (values[name] !== undefined && among.includes(values[name])) === isIn;
  }
  const equality = equalityTest(text, () => true);
  if (equality !== undefined) return equality;
  const [, not, key = ''] = /^(!?)([\w./-]+)$/.exec(text) ?? [];
  return not === undefined ? undefined : (values) => (values[key] !== undefined) === (not === '');
}

/** `spec.nodeName=a,status.phase!=Running`; `undefined` when it can't be read, or names a field that lists can't be asked by. */
export function fieldSelector(text: string, fields: readonly string[]): Matches | undefined {
  return all(split(text).map((test) => equalityTest(test, (field) => fields.includes(field))));
}

function equalityTest(text: string, isKnown: (name: string) => boolean): Matches | undefined {
  const [, name = '', operator, value] = /^([^\s=!]+)\s*(==?|!=)\s*([^\s=!]*)$/.exec(text) ?? [];
  if (operator === undefined || !isKnown(name)) return undefined;
  return (values) => (values[name] === value) === (operator !== '!=');
}

/** At commas that are in no parentheses. */
function split(text: string): string[] {
  return text === '' ? [] : text.split(/,(?![^(]*\))/).map((each) => each.trim());
}

function all(tests: readonly (Matches | undefined)[]): Matches | undefined {
  const known = tests.filter((test) => test !== undefined);
  return known.length < tests.length ? undefined : (values) => known.every((test) => test(values));
}
