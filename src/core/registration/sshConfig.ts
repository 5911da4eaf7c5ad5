import type { Directive, Line } from 'ssh-config';
import SshConfig from 'ssh-config';
import { Failure } from '../failure.ts';
import { isSshDestination } from './many/hosts.ts';

/** As deep as OpenSSH follows `Include`. */
const maxDepth = 16;

/**
 * The hosts that a `~/.ssh/config` names: the words after `Host` that are no pattern and no negation, in order, each
 * once. `included` gives the texts of the files that a word after `Include` names, which may begin with `~` and hold
 * wildcards; OpenSSH looks for relative ones in the folder of the user's config.
 *
 * Left out: hosts that only `Match` names, and the condition that an `Include` inside `Host` or `Match` stands under.
 *
 * @throws Failure `malformedConfig` for a text that OpenSSH would refuse, too.
 */
export async function sshHosts(
  configText: string,
  included: (pattern: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const hosts = new Set<string>();
  await collect(configText, 0);
  return [...hosts];

  async function collect(text: string, depth: number): Promise<void> {
    if (depth > maxDepth) return;
    for (const { keyword, words } of directives(parsed(text))) {
      if (keyword === 'host') words.filter(isConcrete).forEach((word) => hosts.add(word));
      if (keyword !== 'include') continue;
      for (const word of words) for (const file of await included(word)) await collect(file, depth + 1);
    }
  }
}

function isConcrete(word: string): boolean {
  return isSshDestination(word) && !/[*?!]/.test(word);
}

function parsed(text: string): readonly Line[] {
  try {
    return SshConfig.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('malformedConfig', `The ssh config can't be read: ${message}`, { cause: error });
  }
}

interface KeywordLine {
  /** In small letters. */
  readonly keyword: string;
  readonly words: readonly string[];
}

/** In the order of the file, those of a section after its head. */
function* directives(lines: readonly Line[]): Generator<KeywordLine> {
  for (const line of lines) {
    if (!('param' in line)) continue;
    yield { keyword: line.param.toLowerCase(), words: wordsOf(line.value) };
    if ('config' in line) yield* directives(line.config);
  }
}

function wordsOf(value: Directive['value']): readonly string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}
