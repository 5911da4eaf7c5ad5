import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('hints in manifests for Kubernetes', function () {
  this.timeout(60_000);
  stepByStep(this);
  // Wide lines are to be in sight.
  const window = useWindow({ env: noAws, settings: { 'editor.minimap.enabled': false } });

  const lens = (text: string | RegExp): Locator =>
    window.workbench.activeEditor.locator('.codelens-decoration a:visible', { hasText: text }).first();

  it('say on which hosts of a cluster pods may run, once an account is shown', async () => {
    const { workbench } = window;
    await workbench.openFile('deployment.yaml');
    await lens('Look Up Download Size').waitFor();
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.openFile('deployment.yaml');
    await lens('may run on 3 of 3 hosts in orchard').waitFor();
    await window.picture('manifest-hosts');
  });

  it('look up what an image weighs for these hosts, and what a roll-out transfers', async () => {
    await lens('Look Up Download Size').click();
    await lens(/^download .*: \d+ MB.* · a roll-out to at most 2 hosts transfers \d+ MB, /).waitFor();
    // Of the next container, as the first one is known now.
    await lens('Look Up Download Size').click();
    await lens(/^download arm64: \d+ MB · a roll-out to one host transfers/).waitFor();
    await window.picture('manifest-images');
  });

  it('tell what is wrong by the rules of task definitions, with a page and a fix', async () => {
    const { workbench, workspace } = window;
    const file = join(workspace, 'pod.yaml');
    await writeFile(
      file,
      `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  nodeSelector: { eks.amazonaws.com/compute-type: hybrid }
  containers:
    - name: web
      image: public.ecr.aws/nginx/nginx:1.29
      imagePullPolicy: Always
`,
    );
    await workbench.openFile('pod.yaml');
    await workbench.activeEditor.locator('.squiggly-info').first().waitFor();
    await workbench.runCommand('Go to Next Problem in Files (Error, Warning, Info)');
    const problem = workbench.page.locator('.marker-widget');
    await problem.getByText('Every start asks the registry').waitFor();
    await problem.getByText('image-pull-policy').waitFor();
    await window.picture('manifest-problem');
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget').getByText('Change to IfNotPresent').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.activeEditor.locator('.squiggly-info').first().waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+S');
    await eventually(async () => assert.match(await readFile(file, 'utf8'), /imagePullPolicy: IfNotPresent/));
    // What is added is looked at too, in a document of its own.
    await appendFile(
      file,
      '---\napiVersion: v1\nkind: Pod\nspec: { containers: [{ name: a, image: "a.example/a" }] }\n',
    );
    // VS Code may miss that another program wrote a file that it has written itself a moment ago.
    await eventually(async () => {
      await workbench.runCommand('File: Revert File');
      await workbench.activeEditor.locator('.squiggly-warning').first().waitFor({ timeout: 4000 });
    }, 20_000);
  });

  it('are elsewhere, or nowhere, by the same setting', async () => {
    const { workbench, workspace } = window;
    const set = async (hints: string): Promise<void> => {
      await mkdir(join(workspace, '.vscode'), { recursive: true });
      const settings = { 'externalInstances.editor.hints': hints };
      await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
    };
    await workbench.openFile('deployment.yaml');
    await lens('may run on').waitFor();
    await set('inlay');
    await workbench.activeEditor.locator('.codelens-decoration').first().waitFor({ state: 'detached' });
    await workbench.activeEditor
      .getByText(/arm64:\s\d+\sMB/)
      .first()
      .waitFor();
    await window.picture('manifest-inlay');
    await set('off');
    await workbench.activeEditor
      .getByText(/arm64:\s\d+\sMB/)
      .first()
      .waitFor({ state: 'detached' });
  });
});
