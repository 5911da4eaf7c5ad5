/** English with places for arguments, `{0}`; the interface translates the template, and arguments that are messages too. */
export interface Message {
  readonly template: string;
  readonly args: readonly (string | number | Message)[];
}

export function message(template: string, ...args: Message['args']): Message {
  return { template, args };
}

/** Texts one after the other, `a, b, c`, with the comma of the reader's language; nothing of none. */
export function listed([first = '', ...others]: Message['args']): Message {
  const start = typeof first === 'object' ? first : message('{0}', first);
  return others.reduce<Message>((all, each) => message('{0}, {1}', all, each), start);
}

/**
 * A day in UTC, `2026-12-02` in English.
 *
 * @param time in milliseconds since the epoch, or the day as it is in English
 */
export function dayOf(time: number | string): Message {
  const iso = typeof time === 'number' ? new Date(time).toISOString() : time;
  return message('{0}-{1}-{2}', iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10));
}

/** The message in English. */
export function messageText({ template, args }: Message): string {
  return template.replace(/\{(\d+)\}/g, (place, index: string) => {
    const arg = args[Number(index)] ?? place;
    return typeof arg === 'object' ? messageText(arg) : String(arg);
  });
}
