/** Where this computer keeps what is the user's: paths, which are told by these names. */
export interface PrivatePaths {
  readonly home: string;
  /** Folders of the workspace. */
  readonly folders: readonly string[];
}

/**
 * A text fit for strangers: without account ids, names in ARNs, key ids, tokens, e-mail addresses, what a proxy is signed
 * in to with, and where files lie. Names of clusters and hosts elsewhere in it stay.
 */
export function masked(text: string, { home, folders }: PrivatePaths): string {
  const paths = [...folders.map((path) => ({ path, name: '<workspace>' })), { path: home, name: '~' }].toSorted(
    (one, other) => other.path.length - one.path.length,
  );
  const withoutPaths = paths.reduce((rest, { path, name }) => withoutPath(rest, path, name), text);
  return withoutPaths
    .replace(/\/\/[^\s/@"']+@/g, '//<credentials>@')
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<e-mail>')
    .replace(/\b(arn:aws[\w-]*:[\w-]*:[\w-]*:)[^:\s"']*:([\w-]+[:/])?[^\s"',;)\]}]*/g, '$1<account>:$2<name>')
    .replace(/\bBearer\s+[^\s"',]+/gi, 'Bearer <token>')
    .replace(/\b(?:AKIA|ASIA|AIDA|AROA|AGPA|ANPA|ABIA|ACCA)[A-Z0-9]{12,}/g, '<key id>')
    .replace(/(?<!\d)(?:\d{12}|\d{4}-\d{4}-\d{4})(?!\d)/g, '<account>');
}

/** In each of the spellings that a path has in messages: as it is, with slashes, and in JSON. */
function withoutPath(text: string, path: string, name: string): string {
  const trimmed = path.replace(/[\\/]+$/, '');
  if (trimmed.length < 2) return text;
  const spellings = new Set([trimmed, trimmed.replaceAll('\\', '/'), trimmed.replaceAll('\\', '\\\\')]);
  // Drives of Windows are told as `c:` and as `C:`.
  const flags = /^[a-z]:/i.test(trimmed) ? 'gi' : 'g';
  return [...spellings].reduce(
    (rest, each) => rest.replace(new RegExp(`${each.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\w-])`, flags), name),
    text,
  );
}
