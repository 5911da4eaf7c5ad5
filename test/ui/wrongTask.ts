import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes `wrong.json`, a task definition with a network mode that external instances do not support. Resolves with its path. */
export async function writeWrongTask(workspace: string): Promise<string> {
  const file = join(workspace, 'wrong.json');
  const definition = {
    family: 'web',
    requiresCompatibilities: ['EXTERNAL'],
    networkMode: 'awsvpc',
    containerDefinitions: [{ name: 'web', image: 'public.ecr.aws/nginx/nginx:1.29', memory: 128 }],
  };
  await writeFile(file, JSON.stringify(definition, undefined, 2));
  return file;
}
