import { compareChannels, isChannel } from './channel.ts';

/** Channels that get new releases, the newest first; nothing where the text is another one. */
export function parseSupported(text: string): readonly string[] | undefined {
  const lines = linesOf(text);
  if (lines.length === 0 || lines.length > 100 || !lines.every(isChannel)) return undefined;
  return [...new Set(lines)].sort((left, right) => compareChannels(right, left));
}

/** The channel that EKS Distro recommends. */
export function parseDefault(text: string): string | undefined {
  const [line = '', ...more] = linesOf(text);
  return more.length === 0 && isChannel(line) ? line : undefined;
}

/** The number of a channel's newest release. */
export function parseNumber(text: string): number | undefined {
  const [line = '', ...more] = linesOf(text);
  return more.length === 0 && /^[1-9]\d{0,5}$/.test(line) ? Number(line) : undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
