import * as l10n from '@vscode/l10n';
import { shortId } from '../../../core/fleet/arn.ts';
import type { Host } from '../../../core/fleet/host.ts';
import type { Task, TaskContainer } from '../../../core/fleet/model.ts';
import type { KubePod } from '../../../core/kubernetes/model.ts';
import { oneLine } from '../../../core/text/label.ts';
import { listed } from '../../sentences.ts';
import { mayBeStopped } from '../../tree/render.ts';
import type { HostButton, HostSection, HostTable } from '../hostModel.ts';
import type { ActionId } from '../messages.ts';
import type { HostInput } from './hostInput.ts';
import { lateBlocks, text, when } from './words.ts';

/** What runs on it: tasks of ECS, pods of Kubernetes. */
export function runningSection(host: Host, input: HostInput): HostSection | undefined {
  if (host.instance) {
    const { tasks } = input;
    const title = l10n.t('Tasks');
    const table = tasks.value && taskTable(tasks.value, input);
    const none = table?.rows.length === 0 ? [text(l10n.t('No task runs there.'))] : [];
    return {
      id: 'tasks',
      title,
      blocks: [...lateBlocks(tasks, title), ...(table && none.length === 0 ? [table] : none)],
    };
  }
  if (!host.kube) return undefined;
  const title = l10n.t('Pods');
  const table = input.pods.value && podTable(input.pods.value, input);
  const none = table?.rows.length === 0 ? [text(l10n.t('No pod runs there.'))] : [];
  return {
    id: 'pods',
    title,
    blocks: [...lateBlocks(input.pods, title), ...(table && none.length === 0 ? [table] : none)],
  };
}

function taskName({ group, taskDefinitionArn }: Task): string {
  return group?.replace(/^(?:service|family):/, '') ?? shortId(taskDefinitionArn).replace(/:\d+$/, '');
}

function taskTable(tasks: readonly Task[], input: HostInput): HostTable {
  const sorted = [...tasks].sort(
    (one, other) => taskName(one).localeCompare(taskName(other), input.locale) || (one.arn < other.arn ? -1 : 1),
  );
  return {
    kind: 'table',
    id: 'tasks',
    caption: tasks.length === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', tasks.length),
    columns: [
      { title: l10n.t('Name') },
      { title: l10n.t('State'), isShort: true },
      { title: l10n.t('Task definition') },
      { title: l10n.t('Containers') },
      { title: l10n.t('Started') },
      { title: l10n.t('Actions') },
    ],
    rows: sorted.map((task) => ({
      cells: [
        oneLine(taskName(task)),
        input.host.value?.instance?.agentConnected === false
          ? l10n.t('{0}, last known', oneLine(task.lastStatus))
          : oneLine(task.lastStatus),
        oneLine(shortId(task.taskDefinitionArn)),
        listed(task.containers.map(containerWords)),
        when(task.startedAt, input) ?? '',
      ],
      buttons: taskButtons(task, input),
    })),
  };
}

/** `web`, and what is not as it should be. */
function containerWords({ name, status, health, exitCode }: TaskContainer): string {
  const remarks = [
    status === 'RUNNING' ? undefined : oneLine(status),
    exitCode === undefined ? undefined : l10n.t('exit code {0}', exitCode),
    health === 'UNHEALTHY' ? l10n.t('unhealthy') : undefined,
  ].filter((part) => part !== undefined);
  return remarks.length === 0 ? oneLine(name) : `${oneLine(name)} (${listed(remarks)})`;
}

function taskButtons(task: Task, { refused }: HostInput): readonly HostButton[] {
  const name = oneLine(taskName(task));
  const button = (action: ActionId, label: string): HostButton => ({
    action,
    label,
    target: task.arn,
    // With all of what is seen in it, for whoever speaks to the computer.
    spoken: l10n.t('{0}: {1}', label, name),
  });
  const all = [
    button('showTask', l10n.t('Details')),
    button('logs', l10n.t('Logs')),
    ...(task.lastStatus === 'RUNNING' ? [button('exec', l10n.t('Exec…'))] : []),
    button('definition', l10n.t('Task Definition')),
    button('compare', l10n.t('Compare…')),
    ...(mayBeStopped(task) ? [button('stopTask', l10n.t('Stop…'))] : []),
  ];
  return all.filter(({ action }) => !refused.includes(action));
}

function podTable(pods: readonly KubePod[], input: HostInput): HostTable {
  const sorted = [...pods].sort((one, other) => (podPath(one) < podPath(other) ? -1 : 1));
  return {
    kind: 'table',
    id: 'pods',
    caption: pods.length === 1 ? l10n.t('1 pod') : l10n.t('{0} pods', pods.length),
    columns: [
      { title: l10n.t('Pod') },
      { title: l10n.t('State'), isShort: true },
      { title: l10n.t('Ready'), isShort: true },
      { title: l10n.t('Restarts'), isShort: true },
      { title: l10n.t('Started') },
    ],
    rows: sorted.map((pod) => {
      const { containers, phase, reason } = pod;
      const stuck = containers.find((each) => !each.ready && each.reason !== undefined)?.reason;
      return {
        cells: [
          oneLine(podPath(pod)),
          oneLine(reason ?? stuck ?? phase),
          l10n.t('{0} of {1}', containers.filter(({ ready }) => ready).length, containers.length),
          String(containers.reduce((sum, { restarts }) => sum + restarts, 0)),
          when(pod.startedAt, input) ?? '',
        ],
      };
    }),
  };
}

function podPath({ namespace, name }: KubePod): string {
  return `${namespace}/${name}`;
}
