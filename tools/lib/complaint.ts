/** Something that the person at the terminal can put right: shown as its one sentence, without a stack. */
export class Complaint extends Error {
  override readonly name = 'Complaint';
}
