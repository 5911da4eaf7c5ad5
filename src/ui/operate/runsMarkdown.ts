import * as l10n from '@vscode/l10n';
import type { Host } from '../../core/fleet/host.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import { didFail, whyNotPlaced, whyStopped } from '../../core/tasks/run.ts';
import { isStarting, type HostRun } from '../../core/tasks/runMany.ts';
import { explainStop } from '../../core/operate/explain/stopReasons.ts';
import { shortId } from '../../core/fleet/arn.ts';
import { failureSentence } from '../failureText.ts';
import { messageWords } from '../taskdef/words.ts';
import { cell, markdownTable } from './markdownTable.ts';
import { asSentence, paragraph } from '../sentences.ts';

type Run = HostRun<{ readonly host: Host; readonly instance: ContainerInstance }>;

/** It runs, or has ended well already. */
export function runsWell(run: Run): boolean {
  return run.kind === 'started' && run.tasks.every((task) => !isStarting(task) && !didFail(task));
}

/** It was started, and nobody looked any further. */
export function stillStarts(run: Run): boolean {
  return run.kind === 'started' && run.tasks.some(isStarting) && !run.tasks.some(didFail);
}

/** What became of a task on each of several hosts. */
export function runsMarkdown(name: string, runs: readonly Run[]): string {
  const well = runs.filter(runsWell).length;
  const head = [l10n.t('Host'), l10n.t('Cluster'), l10n.t('Result'), l10n.t('Why'), l10n.t('Task')];
  const rows = runs
    .toSorted((a, b) => Number(runsWell(a)) - Number(runsWell(b)))
    .map((run) => {
      const { host } = run.host;
      const task = run.kind === 'started' ? run.tasks[0] : undefined;
      return [host.name, host.cluster?.name, resultWords(run), whyWords(run), task && shortId(task.arn)];
    });
  const lines = [
    `# ${cell(name)}`,
    '',
    `**${l10n.t('Runs on {0} of {1} hosts', well, runs.length)}**`,
    '',
    ...markdownTable(head, rows),
  ];
  return `${lines.join('\n')}\n`;
}

function resultWords(run: Run): string {
  switch (run.kind) {
    case 'started':
      if (run.tasks.some(didFail)) return `✗ ${l10n.t('stopped')}`;
      if (stillStarts(run)) return `… ${run.tasks[0]?.lastStatus ?? ''}`;
      return run.tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')
        ? `✓ ${l10n.t('ended well')}`
        : `✓ ${l10n.t('runs')}`;
    case 'notPlaced':
      return `✗ ${l10n.t('not started')}`;
    case 'failed':
      return run.isUncertain ? `? ${l10n.t('not known')}` : `✗ ${l10n.t('not started')}`;
    case 'notSent':
      return `– ${l10n.t('not asked')}`;
  }
}

function whyWords(run: Run): string | undefined {
  switch (run.kind) {
    case 'started': {
      const failed = run.tasks.find(didFail);
      if (!failed) return undefined;
      const [explained] = explainStop(failed);
      const why = messageWords(whyStopped(failed));
      return explained ? paragraph([asSentence(why), asSentence(messageWords(explained.fix))]) : why;
    }
    case 'notPlaced':
      return messageWords(whyNotPlaced(run.failures, run.host.instance.arn));
    case 'failed':
      return failureSentence(run.failure);
    case 'notSent':
      return undefined;
  }
}
