/** Something that the person at the terminal can put right: shown as its one sentence, without a stack. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
}

/** The message of an error, such as one of `parseArgs`, as a sentence that another may follow. */
export function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
