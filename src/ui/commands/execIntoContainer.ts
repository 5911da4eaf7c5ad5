import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Failure } from '../../core/failure.ts';
import { inMessage } from '../../core/text/label.ts';
import { logFailure } from '../log.ts';
import { execRefusal } from '../operate/execRefusal.ts';
import { openSession, tellIfDemo, usablePlugin } from '../operate/openSession.ts';
import { pickTask } from '../operate/pickTask.ts';
import type { Services } from '../services.ts';
import { input } from '../steps.ts';
import type { ContainerNode, TreeNode } from '../tree/nodes.ts';

type Needs = Pick<Services, 'context' | 'fleet' | 'log' | 'operate' | 'view'>;

/** A shell in a container, by ECS Exec, which needs no tier that costs something. */
export async function execIntoContainer(services: Needs, given?: TreeNode): Promise<void> {
  const title = l10n.t('Exec Into Container');
  const node = await pickTask(services, given, isRunning, title);
  if (!node || tellIfDemo(node.account.ref.source.kind === 'demo')) return;
  const plugin = await usablePlugin(services.context);
  if (!plugin) return;
  const command = await input({
    title,
    prompt: l10n.t('Command to run in the container'),
    value: '/bin/sh',
    problem: (value) => (value.trim() === '' ? l10n.t('Enter a command') : undefined),
  });
  if (typeof command !== 'string') return;
  const { account, task, container } = node;
  const { sessions } = await services.operate(account.ref);
  const name = inMessage(container.name);
  try {
    await openSession(plugin, name, sessions, () =>
      sessions.exec(task.clusterArn, task.arn, container.name, command.trim()),
    );
  } catch (error) {
    if (!Failure.is(error) || error.reason !== 'invalidRequest') throw error;
    const failure = logFailure(services.log, 'Opening a shell in a container', error);
    void vscode.window.showErrorMessage(await execRefusal(node, failure));
  }
}

function isRunning(node: TreeNode): node is ContainerNode {
  return node.kind === 'container' && node.container.status === 'RUNNING';
}
