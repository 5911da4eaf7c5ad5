import * as l10n from '@vscode/l10n';
import type { Host } from '../../../core/fleet/host.ts';
import { oneLine } from '../../../core/text/label.ts';
import type { ReportNotice } from '../../report/reportModel.ts';
import { hostStateSpoken } from '../../tree/words.ts';
import type { HostButton, HostModel, HostSection, HostTable } from '../hostModel.ts';
import type { ActionId } from '../messages.ts';
import type { HostInput } from './hostInput.ts';
import {
  disconnectionSection,
  identitySection,
  labelsSection,
  resourcesSection,
  stateSection,
} from './hostSections.ts';
import { metricsSection } from './metricsSection.ts';
import { runningSection } from './runningSection.ts';
import { failureLine, text, when } from './words.ts';

export function buildHost(input: HostInput): HostModel {
  const { host: late, subject, locale, accountName, ref, asOf } = input;
  const host = late.value;
  const name = oneLine(host?.name ?? subject.host);
  const state = host && (host.stale ? l10n.t('replaced by another registration') : hostStateSpoken(host.state));
  const place = [state, host?.cluster && oneLine(host.cluster.name), accountName, ref.region];
  return {
    language: locale,
    title: name,
    subject,
    lead: [
      place.filter((part) => part !== undefined && part !== '').join(' · '),
      ...(asOf === undefined ? [] : [l10n.t('As of {0}', when(asOf, input) ?? '')]),
    ],
    words: { sections: l10n.t('Sections'), actions: l10n.t('What to do with the host') },
    actions: buttons(input),
    notices: notices(input),
    sections: host ? sections(host, input) : [],
  };
}

function sections(host: Host, input: HostInput): readonly HostSection[] {
  return [
    disconnectionSection(input),
    stateSection(host, input),
    metricsSection(host, input),
    runningSection(host, input),
    resourcesSection(host, input),
    costSection(input),
    identitySection(host, input),
    labelsSection(host, input),
  ].filter((section) => section !== undefined);
}

function buttons({ actions, refused }: HostInput): readonly HostButton[] {
  const labels: Readonly<Partial<Record<ActionId, string>>> = {
    refresh: l10n.t('Refresh'),
    diagnose: l10n.t('Diagnose…'),
    shell: l10n.t('Open Shell'),
    run: l10n.t('Run Command…'),
    update: l10n.t('Update Agents…'),
    runTask: l10n.t('Run Task…'),
    stoppedTasks: l10n.t('Stopped Tasks…'),
    edit: l10n.t('Edit Tags and Attributes…'),
    drain: l10n.t('Drain…'),
    activate: l10n.t('Activate'),
    logs: l10n.t('Show Logs…'),
    copyId: l10n.t('Copy ID'),
    console: l10n.t('Open in AWS Console'),
  };
  return actions.flatMap((action) => {
    const label = labels[action];
    return label === undefined || refused.includes(action) ? [] : [{ action, label }];
  });
}

function notices({
  host: { value, failure, isReading },
  disconnection,
  hasAccount,
}: HostInput): readonly ReportNotice[] {
  const found: ReportNotice[] = [];
  if (failure) {
    found.push({ severity: 'error', label: l10n.t('Error'), text: failureLine(l10n.t('The host'), failure) });
  } else if (!value) {
    found.push(
      isReading
        ? { severity: 'info', label: l10n.t('Reading'), text: l10n.t('The host is looked for…') }
        : { severity: 'warning', label: l10n.t('Gone'), text: goneWords(hasAccount) },
    );
  }
  if (value?.stale) {
    const words = l10n.t('Another, connected or younger registration of the same machine stands in the same cluster.');
    found.push({ severity: 'warning', label: l10n.t('Replaced'), text: words });
  }
  if (disconnection) {
    const words = l10n.t('What is known of it is of the time before.');
    found.push({ severity: 'warning', label: l10n.t('Disconnected'), text: words });
  }
  return found;
}

function goneWords(hasAccount: boolean): string {
  return hasAccount
    ? l10n.t('AWS does not list this host any more.')
    : l10n.t('The account of this host is not shown any more.');
}

/** As the cost report has it: nothing is worked out here. */
function costSection({ costs }: HostInput): HostSection | undefined {
  if (costs.length === 0) return undefined;
  const table: HostTable = {
    kind: 'table',
    id: 'costs',
    caption: l10n.t('This month'),
    columns: [
      { title: l10n.t('Cost') },
      { title: l10n.t('So far'), isShort: true },
      { title: l10n.t('Whole month'), isShort: true },
    ],
    rows: costs.map(({ label, soFar, projected }) => ({ cells: [oneLine(label), soFar, projected] })),
  };
  return {
    id: 'costs',
    title: l10n.t('Costs'),
    blocks: [table, text(l10n.t('List prices. The cost report says what each figure is made of.'))],
  };
}
