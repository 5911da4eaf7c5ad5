/**
 * Whether a file that begins so was written by a newer version of this extension: all files of JSON that are kept from
 * one window to the next say first which version of their form they have. An update leaves windows of the old version open
 * beside those of the new one, and these must not write over what they can't read.
 */
export function isOfNewerVersion(beginning: string, own: number): boolean {
  const written = writtenVersion(beginning);
  return written !== undefined && written > own;
}

/** The version of its form that a file begins with; `undefined` where it begins with none. */
export function writtenVersion(beginning: string): number | undefined {
  const written = /^\{"version":(\d+)[,}]/.exec(beginning)?.[1];
  return written === undefined ? undefined : Number(written);
}
