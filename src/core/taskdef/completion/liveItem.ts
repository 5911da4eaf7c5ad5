import type { Span } from '../node.ts';
import type { LiveSlot } from './liveSlot.ts';
import { escaped, needsQuotes } from './write.ts';

/** How a value of the account is written into the text. */
export interface LiveItem {
  /** A snippet of VS Code. */
  readonly insertText: string;
  /** To be held against what stands in `span` before the cursor. */
  readonly filterText: string;
  /** What it takes the place of; on the line of the cursor. */
  readonly span: Span;
  /** It is half of a value, of which the other half is to be offered next. */
  readonly goesOn: boolean;
}

/**
 * Nothing for a value that a text in quotes would not hold as it is. AWS makes no such names, so that it is none of AWS's.
 */
export function liveItem(slot: LiveSlot, value: string): LiveItem | undefined {
  if (!/^[\w+=,.@:/#-]+$/.test(value)) return undefined;
  switch (slot.kind) {
    case 'ecrTag':
      return tagItem(slot, value);
    case 'ecrImage':
      return imageItem(slot, value);
    default:
      return wholeItem(slot, value);
  }
}

function wholeItem({ span, quote, typedQuote }: LiveSlot, value: string): LiveItem {
  const around = quote === '' && needsQuotes.test(value) ? "'" : quote;
  return { insertText: escaped(around + value + around), filterText: typedQuote + value, span, goesOn: false };
}

/** The repository stays as it is typed: only the tag is held against the tags. */
function tagItem({ span, quote, base }: LiveSlot, value: string): LiveItem {
  const begin = quote.length + base.length;
  const inside = { offset: span.offset + begin, length: span.length - begin };
  return { insertText: escaped(value + quote), filterText: value, span: inside, goesOn: false };
}

/** A tag that is there stays; else one is to follow. */
function imageItem(slot: LiveSlot, uri: string): LiveItem {
  const { span, quote, typedQuote, rest } = slot;
  const tag = /[:@].*$/.exec(rest)?.[0];
  if (tag !== undefined) return wholeItem(slot, uri + tag);
  return { insertText: `${quote}${escaped(uri)}:$0${quote}`, filterText: typedQuote + uri, span, goesOn: true };
}
