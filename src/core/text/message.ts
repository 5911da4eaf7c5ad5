/** English with places for arguments, `{0}`; the interface translates the template, and arguments that are messages too. */
export interface Message {
  readonly template: string;
  readonly args: readonly (string | number | Message)[];
}

export function message(template: string, ...args: Message['args']): Message {
  return { template, args };
}

/** The message in English. */
export function messageText({ template, args }: Message): string {
  return template.replace(/\{(\d+)\}/g, (place, index: string) => {
    const arg = args[Number(index)] ?? place;
    return typeof arg === 'object' ? messageText(arg) : String(arg);
  });
}
