import * as l10n from '@vscode/l10n';
import { checkInstanceName } from '../../../core/registration/activation.ts';
import { checkHostname } from '../../../core/registration/firstBoot.ts';
import { isSshDestination } from '../../../core/registration/many/hosts.ts';
import { inPick, visible } from '../../../core/text/label.ts';
import { back, input, pickOne, pickSeveral, type Position, skip, type Step } from '../../steps.ts';
import { problemSentence } from '../problemText.ts';
import type { ThisHost } from '../thisHost.ts';
import { publicKeys } from '../userFiles.ts';
import { type Draft, withHosts } from './draft.ts';
import { optionProblemSentence, title } from './words.ts';

const maxHosts = 900;

/** Which hosts, where there are several: ticked from `~/.ssh/config`, or typed. */
export function hostsStep(sshHosts: Promise<readonly string[]>): Step<Draft> {
  return {
    applies: ({ target }) => target?.kind === 'several',
    ask: async (start, at) => {
      const known = await sshHosts;
      if (known.length === 0) return typedHosts(start, at, start.hosts ?? []);
      let draft = start;
      for (;;) {
        const picked = await tickHosts(draft, at, known);
        if (typeof picked !== 'object') return picked;
        if (picked.others === undefined) return withHosts(draft, picked.ticked);
        const typed = await typedHosts(draft, { ...at, canGoBack: true }, [...picked.ticked, ...picked.others]);
        if (typed !== back) return typed;
        draft = withHosts(draft, [...picked.ticked, ...picked.others]);
      }
    },
  };
}

/** @returns the known hosts that are ticked; `others` where some are to be typed, with those typed before */
async function tickHosts(
  { hosts: chosen = [] }: Draft,
  at: Position,
  known: readonly string[],
): Promise<{ ticked: readonly string[]; others?: readonly string[] } | typeof back | undefined> {
  const others = l10n.t('Other Hosts…');
  const unknown = chosen.filter((host) => !known.includes(host));
  const picked = await pickSeveral({
    at,
    title: title(),
    placeholder: l10n.t('Choose the hosts'),
    items: [
      ...known.map((label) => ({ label, description: '~/.ssh/config' })),
      { label: others, description: l10n.t('type their names or addresses') },
    ],
    selected: ({ label }) => chosen.includes(label) || (label === others && unknown.length > 0),
  });
  if (typeof picked !== 'object') return picked;
  const ticked = picked.map(({ label }) => label).filter((label) => label !== others);
  return ticked.length === picked.length ? { ticked } : { ticked, others: unknown };
}

async function typedHosts(
  draft: Draft,
  at: Position,
  known: readonly string[],
): Promise<Draft | typeof back | undefined> {
  const typed = await input({
    at,
    title: title(),
    prompt: l10n.t('Names or addresses of the hosts as ssh takes them, separated by commas or spaces'),
    placeholder: 'pi-1, pi-2, admin@10.0.0.7',
    value: known.join(', '),
    problem: hostsProblem,
  });
  return typeof typed === 'string' ? withHosts(draft, [...new Set(destinationsIn(typed))]) : typed;
}

function destinationsIn(typed: string): readonly string[] {
  return typed.split(/[\s,]+/).filter((part) => part !== '');
}

function hostsProblem(typed: string): string | undefined {
  const hosts = destinationsIn(typed);
  const wrong = hosts.find((host) => !isSshDestination(host));
  if (wrong !== undefined) return l10n.t('ssh does not take “{0}” for a host.', visible(wrong));
  if (hosts.length === 0) return l10n.t('A value is needed.');
  return hosts.length > maxHosts ? l10n.t('At most {0} are allowed.', maxHosts) : undefined;
}

export const byStep: Step<Draft> = {
  applies: ({ target }) => target?.kind === 'several',
  ask: async (draft, at) => {
    const picked = await pickOne({
      at,
      title: title(),
      placeholder: l10n.t('How are the hosts reached?'),
      items: [
        {
          label: `$(terminal) ${l10n.t('A Loop over ssh')}`,
          description: l10n.t('one script, run from here'),
          by: 'ssh' as const,
        },
        {
          label: `$(symbol-file) ${l10n.t('Ansible')}`,
          description: l10n.t('an inventory, a play, and the script that it runs'),
          by: 'ansible' as const,
        },
      ],
      active: ({ by }) => by === draft.by,
    });
    return typeof picked === 'object' ? { ...draft, by: picked.by } : picked;
  },
};

/** Of several hosts each has the name that it gives itself. */
export function nameStep(host: ThisHost): Step<Draft> {
  return {
    applies: ({ target }) => target?.kind !== 'several' && target?.kind !== 'kubernetes',
    ask: async (draft, at) => {
      const isFirstBoot = draft.target?.kind === 'firstBoot';
      const name = await input({
        at,
        title: title(),
        prompt: isFirstBoot
          ? l10n.t('Host name of the Raspberry Pi, in the network and in AWS. Leave it empty to keep “ubuntu”.')
          : l10n.t('Name of the host in AWS. Leave it empty to use the name that the machine gives itself.'),
        value: draft.instanceName ?? suggestedName(draft, host),
        problem: (value) => (isFirstBoot ? hostnameProblem(value) : instanceNameProblem(value)),
      });
      return typeof name === 'string' ? { ...draft, instanceName: name } : name;
    },
  };
}

function suggestedName({ target }: Draft, host: ThisHost): string {
  const name = target?.kind === 'this' ? host.name : target?.kind === 'ssh' ? target.host : '';
  return checkInstanceName(name).problem ? '' : name;
}

function instanceNameProblem(name: string): string | undefined {
  return problemSentence(checkInstanceName(name).problem);
}

function hostnameProblem(name: string): string | undefined {
  const { problem } = name === '' ? {} : checkHostname(name);
  // Not AWS's rule.
  if (problem?.kind === 'badCharacter') return l10n.t('A host name holds letters, digits and inner hyphens only.');
  return problem && optionProblemSentence(problem);
}

/** Without a key nobody can log in to a machine that nobody has set up, but through AWS. */
export const keysStep: Step<Draft> = {
  applies: ({ target }) => target?.kind === 'firstBoot',
  ask: async (draft, at) => {
    const keys = await publicKeys();
    if (keys.length === 0) return skip;
    const none = { label: l10n.t('No Key'), description: l10n.t('log in with the password of the image'), text: '' };
    const chosen = new Set(draft.authorizedKeys ?? keys.map(({ text }) => text));
    const picked = await pickSeveral({
      at,
      title: title(),
      placeholder: l10n.t('Which public keys may log in as the user ubuntu?'),
      items: [
        ...keys.map(({ file, text }) => ({ label: inPick(file), description: inPick(commentOf(text)), text })),
        none,
      ],
      selected: ({ text }) => (text === '' ? chosen.size === 0 : chosen.has(text)),
    });
    if (typeof picked !== 'object') return picked;
    return { ...draft, authorizedKeys: picked.map(({ text }) => text).filter((text) => text !== '') };
  },
};

function commentOf(key: string): string {
  return key.split(' ').slice(2).join(' ');
}
