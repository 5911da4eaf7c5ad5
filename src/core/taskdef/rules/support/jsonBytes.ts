import type { ValueNode } from '../../node.ts';

/** How many bytes a value has as compact JSON in UTF-8. References count for nothing, as they are not known. */
export function jsonBytes(node: ValueNode): number {
  switch (node.kind) {
    case 'object':
      return listBytes(node.properties, ({ name, value }) => {
        return textBytes(name) + 1 + (value === undefined ? 0 : jsonBytes(value));
      });
    case 'array':
      return listBytes(node.items, jsonBytes);
    case 'scalar':
      return typeof node.value === 'string' ? textBytes(node.value) : String(node.value).length;
    case 'reference':
      return 0;
  }
}

/** With brackets, and commas between the items. */
function listBytes<T>(items: readonly T[], bytesOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + bytesOf(item), 2 + Math.max(items.length - 1, 0));
}

/** Of a text in quotes, without what is escaped. */
function textBytes(text: string): number {
  let bytes = 2 + text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Two halves of a pair make four bytes together.
    if (code >= 0x800) bytes += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code >= 0x80) bytes += 1;
  }
  return bytes;
}
