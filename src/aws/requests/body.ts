/**
 * The body of an answer, unless it has more bytes than it may; then the rest is not transferred.
 *
 * @returns `undefined` where it is larger
 */
export async function bodyWithin(mostBytes: number, { body }: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's streams can be iterated; the types of the DOM, by which `fetch` is typed, do not say so.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    // Leaving the loop ends the transfer.
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
