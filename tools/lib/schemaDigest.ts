import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { SchemaFile } from '../../src/core/taskdef/schema/schemaFile.ts';

const sdkPackage = createRequire(import.meta.url).resolve('@aws-sdk/client-ecs/package.json');

/** The declarations of the installed SDK that the schema of task definitions is read from. */
export const declarations: readonly string[] = ['enums.d.ts', 'models_0.d.ts', 'models_1.d.ts'].map((name) =>
  path.join(path.dirname(sdkPackage), 'dist-types/models', name),
);

export function installedSdkVersion(): string {
  return (JSON.parse(readFileSync(sdkPackage, 'utf8')) as { readonly version: string }).version;
}

/**
 * Of all that goes into the generated schema and of what came out: so a test finds within milliseconds that it is out of
 * step with the SDK or the generator, or was edited by hand. To generate it anew takes TypeScript and seconds.
 */
export function schemaDigest({ sdk, root, shapes, readOnly }: Omit<SchemaFile, 'digest'>): string {
  const hash = createHash('sha256');
  const generator = ['../generateTaskSchema.ts', 'awsDocs.ts'].map((name) => path.join(import.meta.dirname, name));
  for (const file of [...declarations, ...generator]) hash.update(readFileSync(file));
  return hash.update(JSON.stringify([sdk, root, shapes, readOnly])).digest('hex');
}
