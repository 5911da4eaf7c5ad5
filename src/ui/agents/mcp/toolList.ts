import { tools } from '../../ids.ts';

interface DeclaredTool {
  readonly name: string;
  readonly displayName: string;
  readonly modelDescription: string;
  readonly inputSchema: { readonly type: 'object' };
}

export interface ListedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [key: string]: unknown };
  readonly annotations: { readonly readOnlyHint: boolean; readonly destructiveHint: boolean };
}

/** The tools as `package.json` describes them, so that all agents read the same. */
export function toolList(manifest: unknown): readonly ListedTool[] {
  const { contributes } = manifest as { contributes: { languageModelTools: readonly DeclaredTool[] } };
  return contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
    name,
    description: modelDescription,
    inputSchema: { ...inputSchema },
    annotations: { readOnlyHint: name !== tools.createRegisterScript, destructiveHint: false },
  }));
}
