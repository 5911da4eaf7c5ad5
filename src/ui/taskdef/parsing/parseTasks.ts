import type { HclParser } from '../../../core/taskdef/parse/hclTree.ts';
import { parseDocument } from '../../../core/taskdef/parse/parseDocument.ts';
import { syntaxOf } from '../../../core/taskdef/parse/sniff.ts';
import { packed, type ParseAnswer, type ParseRequest } from './protocol.ts';

let loadingHcl: Promise<HclParser> | undefined;

/** Does what is asked for, in the thread that calls it. Never rejects. */
export async function answered(request: ParseRequest): Promise<ParseAnswer> {
  try {
    const { input } = request;
    const hcl = syntaxOf(input) === 'terraform' ? await hclParser() : undefined;
    if (request.task === 'parse') return { task: 'parse', document: packed(parseDocument(input, hcl)) };
    const { convertToExternal } = await import('../../../core/taskdef/convert.ts');
    const parse = (text: string): ReturnType<typeof parseDocument> => parseDocument({ ...input, text }, hcl);
    return { task: 'convert', converted: convertToExternal(input.text, parse, request.index) };
  } catch (error) {
    return { task: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Loaded with the first Terraform file. */
function hclParser(): Promise<HclParser> {
  loadingHcl ??= import('../hcl.ts').then((loaded) => loaded.hclParser());
  return loadingHcl;
}
