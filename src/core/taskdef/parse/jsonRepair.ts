/**
 * JSON that is being typed. Where a name has no value yet, the parser takes what follows for it, and goes on behind the
 * next comma: a property that is complete is lost, and what needs it would be told to lack it.
 */

export interface RepairedJson {
  /** As long as it was, so that all places stay. */
  readonly text: string;
  /** Where values stand that nobody has typed. */
  readonly madeUp: ReadonlySet<number>;
}

/**
 * `"memory"`, `"memory":` or `memo`, alone on its line, with a complete name on the next one. Written so that there is one
 * way to match a text: texts are up to a megabyte long.
 */
const unfinished =
  /([{,][ \t]*[\r\n]\s*)("(?:[^"\\\r\n]|\\.)*(?:"|(?=[\r\n]))|[A-Za-z_]\w*)[ \t]*(?::[ \t]*(?:(?!(?:true|false|null)\b)[A-Za-z]+[ \t]*)?)?[\r\n]\s*(?="(?:[^"\\\r\n]|\\.)*"\s*:)/g;

/** @returns undefined if there is nothing of the kind in it */
export function repairedJson(source: string): RepairedJson | undefined {
  const madeUp = new Set<number>();
  const text = source.replace(unfinished, (whole: string, before: string, name: string, offset: number) => {
    // Without its second quotation mark it would go on into what is put behind it.
    if (!/^".*"$/.test(name)) return before + ' '.repeat(whole.length - before.length);
    const start = `${before}${name}:0,`;
    if (start.length > whole.length) return whole;
    madeUp.add(offset + start.length - 2);
    return start.padEnd(whole.length);
  });
  return text === source ? undefined : { text, madeUp };
}
