import * as l10n from '@vscode/l10n';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { TaskRevision } from '../../core/tasks/gateway.ts';
import { nodeOf } from '../../core/tasks/values.ts';
import type { ValueNode } from '../../core/taskdef/node.ts';
import { oneLine } from '../../core/text/label.ts';
import type { Services } from '../services.ts';
import type { Ready } from './registerRevisionSource.ts';
import { revisionLines, revisionName, roleLines } from './registerRevisionWrite.ts';

export type RunNeeds = Pick<Services, 'accounts' | 'fleet' | 'hints' | 'log' | 'tasks' | 'view'>;

export interface PlaceForTask {
  readonly account: AccountFleet;
  readonly host: Host;
  readonly instance: ContainerInstance;
}

/** What is run: a revision that is registered, or a text of which a new one is registered first. */
export type TaskToRun =
  | { readonly kind: 'registered'; readonly revision: TaskRevision }
  | {
      readonly kind: 'text';
      readonly ready: Ready;
      readonly root: ValueNode;
      readonly newest: TaskRevision | undefined;
    };

export function rootOf(task: TaskToRun): ValueNode {
  return task.kind === 'text' ? task.root : nodeOf(task.revision.definition);
}

export function taskName(task: TaskToRun): string {
  return task.kind === 'text' ? task.ready.input.family : revisionName(task.revision);
}

/** The lines of a question that say what is run. */
export function taskLines(task: TaskToRun): readonly string[] {
  return task.kind === 'text'
    ? revisionLines(task.ready, task.newest)
    : [l10n.t('Task definition: {0}', oneLine(taskName(task))), ...roleLines(task.revision.definition)];
}
