import * as l10n from '@vscode/l10n';
import type { Task } from '../../core/fleet/model.ts';
import { oneLine } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';

/** What draining does to the tasks of hosts. */
export interface DrainPlan {
  /** Tasks of services, which ECS stops and its services start elsewhere: name to count. */
  readonly services: ReadonlyMap<string, number>;
  /** Tasks that were started by hand or by a schedule, which go on until they end. */
  readonly standalone: ReadonlyMap<string, number>;
}

const ofService = 'service:';

/** The service that a task belongs to. */
export function serviceOf({ group }: Pick<Task, 'group'>): string | undefined {
  return group?.startsWith(ofService) ? group.slice(ofService.length) : undefined;
}

export function familyOf({ taskDefinitionArn }: Pick<Task, 'taskDefinitionArn'>): string {
  return taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1).replace(/:\d+$/, '');
}

export function drainPlan(tasks: readonly Pick<Task, 'group' | 'taskDefinitionArn' | 'lastStatus'>[]): DrainPlan {
  const services = new Map<string, number>();
  const standalone = new Map<string, number>();
  for (const task of tasks) {
    if (task.lastStatus === 'STOPPED') continue;
    const service = serviceOf(task);
    const counts = service === undefined ? standalone : services;
    const name = service ?? familyOf(task);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { services, standalone };
}

export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Names as people read them: `web (2), cache`. */
export function countedNames(counts: ReadonlyMap<string, number>, most = 8): string {
  const names = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = names
    .slice(0, most)
    .map(([name, count]) => (count === 1 ? oneLine(name) : `${oneLine(name)} (${String(count)})`));
  const more = names.length > most ? [l10n.t('and {0} more', names.length - most)] : [];
  return listed([...shown, ...more]);
}

/** What draining means for what runs there, a line for each thing. */
export function drainWords({ services, standalone }: DrainPlan): readonly string[] {
  const lines = [l10n.t('ECS places no new tasks there until it is activated again.')];
  if (services.size > 0) {
    lines.push(
      l10n.t('Tasks of these services are stopped there: {0}.', countedNames(services)),
      l10n.t(
        'The services start them on other hosts that have room; daemons, which run on each host, do not. Where the minimum healthy percent of a service does not allow it to run fewer, its tasks stay until others have started.',
      ),
    );
  }
  if (standalone.size > 0) {
    lines.push(
      l10n.t(
        'These tasks belong to no service, and go on until they end by themselves: {0}.',
        countedNames(standalone),
      ),
    );
  }
  if (services.size === 0 && standalone.size === 0) lines.push(l10n.t('Nothing runs there now.'));
  return lines;
}
