import * as l10n from '@vscode/l10n';
import type { Failure } from '../../core/failure.ts';
import { inMessage } from '../../core/text/label.ts';
import { failureSentence } from '../failureText.ts';
import type { ContainerNode } from '../tree/nodes.ts';
import { hostOfTask } from './hostOfTask.ts';

/** Why ECS Exec refused: AWS says the same of a host that is disconnected as of an internal error. */
export async function execRefusal(node: ContainerNode, failure: Failure): Promise<string> {
  const name = inMessage(node.container.name);
  const host = await hostOfTask(node).catch(() => undefined);
  if (host?.instance?.agentConnected === false)
    return l10n.t(
      'ECS Exec did not open {0}: its host {1} is disconnected from Amazon ECS. Try again once it is connected.',
      name,
      inMessage(host.name),
    );
  return l10n.t(
    'ECS Exec did not open {0}: {1}. Its task has to be started with ECS Exec enabled (enableExecuteCommand), and its task role to allow ssmmessages.',
    name,
    failureSentence(failure),
  );
}
