import * as l10n from '@vscode/l10n';
import type { HandOutFile } from '../../core/registration/handOut.ts';
import { inPick } from '../../core/text/label.ts';

/** Where files were saved. Only the file system of this computer can be told who may read a file. */
export interface SavedIn {
  /** The folder's path, or the file's where there is one. */
  readonly path: string;
  readonly isPrivate: boolean;
}

type Saved = Pick<HandOutFile, 'holdsSecret' | 'name'>;

/** For the status bar: what was saved, and which of it holds a secret. */
export function savedWords(files: readonly Saved[], { path, isPrivate }: SavedIn): string {
  // The status bar has no room for the folder of a single file.
  const place = inPick(files.length === 1 ? path.replace(/^.*[\\/]/, '') : path);
  const secret = files.find(({ holdsSecret }) => holdsSecret);
  if (files.length === 1) {
    if (!secret) return l10n.t('Saved {0}.', place);
    return isPrivate
      ? l10n.t('Saved {0}. It holds a secret: delete it after use.', place)
      : l10n.t('Saved {0}. It holds a secret, and others there may be able to read it.', place);
  }
  const count = files.length;
  if (!secret) return l10n.t('Saved {0} files in {1}.', count, place);
  return isPrivate
    ? l10n.t('Saved {0} files in {1}. {2} holds a secret: delete it after use.', count, place, secret.name)
    : l10n.t(
        'Saved {0} files in {1}. {2} holds a secret, and others there may be able to read it.',
        count,
        place,
        secret.name,
      );
}
