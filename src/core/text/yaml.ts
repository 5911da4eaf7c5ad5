// What YAML 1.2 allows between double quotes only as an escape, and JSON as it is: DEL and the C1 controls, the line
// breaks of other standards, and the byte order mark.
const unescaped = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;

/**
 * A value as a YAML string in double quotes, on one line, whatever it holds: a JSON string is one (YAML 1.2, 1.2).
 * Always quoted, so that `no`, `1e3` and `1.30` stay strings.
 */
export function yamlString(value: string): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(unescaped, escape);
}
