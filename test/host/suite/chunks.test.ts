import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Metafile } from 'esbuild';
import * as vscode from 'vscode';
import { loadedScripts } from '../../../tools/bench/loadedScripts.ts';
import { eventually } from '../../helpers.ts';

/** The first suite in its host, by its name: what has been loaded once stays loaded. */
describe('what is loaded of the extension', () => {
  let folder: string;

  before(async () => {
    const extension = vscode.extensions.getExtension('external-instances.external-instances');
    assert.ok(extension);
    await extension.activate();
    // As Node resolves links before it names what it has loaded.
    folder = realpathSync(extension.extensionPath);
    await sleep(1000); // for what it may have set going
  });

  const loaded = (): string[] => {
    const dist = pathToFileURL(join(folder, 'dist')).href;
    return [...loadedScripts()].filter((url) => url.startsWith(`${dist}/`)).sort();
  };

  const open = async (language: string, content: string): Promise<vscode.TextDocument> =>
    await vscode.workspace.openTextDocument({ language, content });

  /** The built file that a module of ours is in. */
  const built = (source: string): string => {
    const { outputs } = JSON.parse(readFileSync(join(folder, 'dist', 'meta.json'), 'utf8')) as Metafile;
    const [found, ...others] = Object.keys(outputs).filter((output) => outputs[output]?.inputs[source]);
    assert.ok(found !== undefined && others.length === 0, source);
    return pathToFileURL(join(folder, found)).href;
  };

  it('is nothing more for files that hold no task definition', async () => {
    const before = loaded();
    assert.ok(before.some((url) => url.endsWith('/dist/extension.js')));
    const row = { id: 1, name: 'a name', tags: ['one', 'two'], nested: { value: 1.5, text: 'some text' } };
    const large = JSON.stringify(
      Array.from({ length: 7000 }, () => row),
      undefined,
      1,
    );
    const document = await open('json', large);
    await open('yaml', 'services:\n  web:\n    image: web\n');
    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, new vscode.Position(0, 1), '\n');
    await vscode.workspace.applyEdit(typed);
    await sleep(1500); // six times the pause after a keystroke
    assert.deepEqual(loaded(), before);
  });

  it('is more with the first that does, but for the parsers of YAML and Terraform', async () => {
    const before = loaded();
    await open('json', '{"family": "web", "containerDefinitions": []}');
    await eventually(() => {
      assert.ok(loaded().length > before.length);
      return Promise.resolve();
    });
  });

  const texts = {
    yaml: `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      RequiresCompatibilities: [EXTERNAL]
      NetworkMode: awsvpc
      ContainerDefinitions: [{ Name: web, Image: "web:1", Memory: 128 }]
`,
    terraform: `resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["EXTERNAL"]
  network_mode             = "awsvpc"
  container_definitions    = jsonencode([{ name = "web", image = "web:1", memory = 128 }])
}
`,
  };

  it('finds what is wrong in YAML and Terraform by a thread of their own', async () => {
    const isFound = ({ code }: vscode.Diagnostic): boolean =>
      typeof code === 'object' && code.value === 'external-network-mode';
    const findings = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(isFound);
    const yaml = await open('yaml', texts.yaml);
    for (const { uri } of [yaml, await open('terraform', texts.terraform)]) {
      await eventually(() => {
        assert.equal(findings(uri).length, 1);
        return Promise.resolve();
      });
    }
    const typed = new vscode.WorkspaceEdit();
    const at = yaml.positionAt(texts.yaml.indexOf('awsvpc'));
    typed.replace(yaml.uri, new vscode.Range(at, at.translate(0, 'awsvpc'.length)), 'bridge');
    await vscode.workspace.applyEdit(typed);
    await eventually(() => {
      assert.deepEqual(findings(yaml.uri), []);
      return Promise.resolve();
    });
    const here = new Set(loadedScripts());
    for (const source of ['src/core/taskdef/parse/yamlTree.ts', 'src/core/taskdef/parse/loadHcl.ts']) {
      assert.ok(!here.has(built(source)), source);
    }
    // The same list tells of a parser that is in this thread, else it would tell nothing.
    assert.ok(here.has(built('src/core/taskdef/parse/jsonTree.ts')));
  });
});
