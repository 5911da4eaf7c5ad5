import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { containerdSources } from '../../../core/registration/eks/containerd.ts';
import { proxyPattern } from '../../../core/registration/eks/proxy.ts';
import type { CheckedOption, DockerSource } from '../../../core/registration/hostOptions.ts';
import { checkAttributes, checkNoProxy, checkProxyUrl, checkTags } from '../../../core/registration/hostOptions.ts';
import type { HostKind } from '../../../core/registration/plan.ts';
import { inPick, visible } from '../../../core/text/label.ts';
import { back, input, pickOne, type Position } from '../../steps.ts';
import type { MoreOptions } from './draft.ts';
import { dockerSources, ipCompatibilities, valid } from './lastOptions.ts';
import { optionProblemSentence, title } from './words.ts';

/** What an option's row does: asks for a new value, or takes one over. */
type Change = (options: MoreOptions, at: Position) => Promise<MoreOptions | typeof back | undefined>;

interface OptionRow {
  readonly label: string;
  /** Absent where it is as by itself. */
  readonly value?: string;
  readonly change: Change;
}

/** Tags that an activation takes besides those of its own. */
const maxTags = 45;

/** What is set of the options that a kind of host has; empty when nothing is. */
export function optionsSummary(kind: HostKind, options: MoreOptions): string {
  return rows(kind, options)
    .flatMap(({ label, value }) => (value === undefined ? [] : `${label}: ${value}`))
    .join(' · ');
}

/** What a kind of host does not take of what is set, perhaps for another kind. */
export function optionsProblem(kind: HostKind, { proxy }: MoreOptions): string | undefined {
  return proxy && hasProxy(kind) ? proxyProblem(kind, proxy.url) : undefined;
}

function hasProxy(kind: HostKind): boolean {
  return kind === 'ecsLinux' || kind === 'hybridNode' || kind === 'ssmOnly';
}

/** Whether a kind of host has any. */
export function hasMoreOptions(kind: HostKind): boolean {
  return kind !== 'connector';
}

/** The menu of options. @returns `undefined` when the user left the wizard */
export async function askMoreOptions(
  kind: HostKind,
  start: MoreOptions,
  at: Position,
): Promise<MoreOptions | undefined> {
  const position = { ...at, canGoBack: true };
  let options = start;
  for (;;) {
    const done: vscode.QuickPickItem & { row?: OptionRow } = { label: `$(check) ${l10n.t('Done')}` };
    const picked = await pickOne({
      at: position,
      title: title(),
      placeholder: l10n.t('Choose what to set; it is kept for the next host'),
      items: [
        done,
        ...rows(kind, options).map((row) => ({
          label: row.label,
          description: inPick(row.value ?? l10n.t('not set')),
          row,
        })),
      ],
    });
    if (picked === undefined) return undefined;
    if (picked === back || picked.row === undefined) return options;
    const changed = await picked.row.change(options, position);
    if (changed === undefined) return undefined;
    if (changed !== back) options = changed;
  }
}

function rows(kind: HostKind, options: MoreOptions): readonly OptionRow[] {
  switch (kind) {
    case 'ecsLinux':
      return [
        attributesRow(options),
        tagsRow(options),
        proxyRow(kind, options),
        dockerRow(options),
        gpuRow(options),
        ipRow(options),
      ];
    case 'hybridNode':
      return [tagsRow(options), proxyRow(kind, options), containerdRow(options)];
    case 'ssmOnly':
      return [tagsRow(options), proxyRow(kind, options)];
    case 'ecsWindows':
      return [tagsRow(options)];
    case 'connector':
      return [];
  }
}

function attributesRow({ attributes }: MoreOptions): OptionRow {
  return {
    label: l10n.t('ECS Attributes'),
    ...shown(attributes),
    change: async (options, at) => {
      const typed = await askPairs(
        at,
        l10n.t('Attributes of the container instance, as name=value, separated by commas'),
        options.attributes,
        checkAttributes,
      );
      return typeof typed === 'object' ? { ...options, attributes: typed } : typed;
    },
  };
}

function tagsRow({ tags }: MoreOptions): OptionRow {
  return {
    label: l10n.t('Tags'),
    ...shown(tags),
    change: async (options, at) => {
      const typed = await askPairs(
        at,
        l10n.t('Tags of the managed node, and of the container instance, as key=value, separated by commas'),
        options.tags,
        (pairs) =>
          Object.keys(pairs).length > maxTags ? { problem: { kind: 'tooMany', max: maxTags } } : checkTags(pairs),
      );
      return typeof typed === 'object' ? { ...options, tags: typed } : typed;
    },
  };
}

function shown(pairs: Readonly<Record<string, string>>): { readonly value?: string } {
  const text = pairsText(pairs);
  return text === '' ? {} : { value: text };
}

function pairsText(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** Neither names nor values may hold a comma, and names of attributes no `=`. */
function entriesOf(typed: string): readonly (readonly [name: string, value: string])[] {
  return typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim(), value.join('=').trim()];
    });
}

function pairsOf(typed: string): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(typed));
}

function repeatedName(typed: string): string | undefined {
  const names = entriesOf(typed).map(([name]) => name);
  return names.find((name, index) => names.indexOf(name) !== index);
}

async function askPairs(
  at: Position,
  prompt: string,
  pairs: Readonly<Record<string, string>>,
  check: (pairs: Readonly<Record<string, string>>) => CheckedOption<Readonly<Record<string, string>>>,
): Promise<Readonly<Record<string, string>> | typeof back | undefined> {
  const typed = await input({
    at,
    title: title(),
    prompt,
    placeholder: 'site=garage, rack=2',
    value: pairsText(pairs),
    problem: (value) => {
      const repeated = repeatedName(value);
      return repeated === undefined
        ? sentence(check(pairsOf(value)))
        : l10n.t('“{0}” stands there more than once.', visible(repeated));
    },
  });
  return typeof typed === 'string' ? pairsOf(typed) : typed;
}

function sentence({ problem }: CheckedOption<unknown>): string | undefined {
  return problem && optionProblemSentence(problem);
}

function proxyRow(kind: HostKind, { proxy }: MoreOptions): OptionRow {
  return {
    label: l10n.t('HTTP Proxy'),
    ...(proxy && { value: withoutPassword(proxy.url) }),
    change: async (options, at) => {
      let url = options.proxy?.url ?? '';
      for (;;) {
        const typed = await askProxyUrl(kind, url, at);
        if (typeof typed !== 'string') return typed;
        const { proxy: old, ...others } = options;
        if (typed.trim() === '') return others;
        url = valid(checkProxyUrl(typed)) ?? typed;
        const noProxy = await askNoProxy(old?.noProxy ?? '', at);
        if (noProxy === undefined) return undefined;
        if (noProxy !== back) return { ...others, proxy: { url, ...(noProxy !== '' && { noProxy }) } };
      }
    },
  };
}

function askProxyUrl(kind: HostKind, value: string, at: Position): Promise<string | typeof back | undefined> {
  return input({
    at,
    title: title(),
    prompt: l10n.t('Proxy by which the host reaches AWS. Leave it empty for none.'),
    placeholder: 'http://proxy.example.com:3128',
    value,
    problem: (typed) => proxyProblem(kind, typed),
  });
}

async function askNoProxy(value: string, at: Position): Promise<string | typeof back | undefined> {
  const typed = await input({
    at,
    title: title(),
    prompt: l10n.t('What is reached without the proxy: names, .domains, addresses, separated by commas'),
    value,
    problem: (each) => sentence(checkNoProxy(each)),
  });
  return typeof typed === 'string' ? (valid(checkNoProxy(typed)) ?? '') : typed;
}

function proxyProblem(kind: HostKind, typed: string): string | undefined {
  if (typed.trim() === '') return undefined;
  const checked = checkProxyUrl(typed);
  if (checked.problem) return sentence(checked);
  // nodeadm wants it in files that all can read.
  const isRefused = kind === 'hybridNode' && !new RegExp(proxyPattern).test(checked.value);
  return isRefused ? l10n.t('A hybrid node takes no user name and password for its proxy.') : undefined;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//…@');
}

function dockerRow({ dockerSource }: MoreOptions): OptionRow {
  const words: Readonly<Record<DockerSource, string>> = {
    all: l10n.t('from Docker, else from the distribution'),
    docker: l10n.t("from Docker's own repository"),
    distro: l10n.t('from the distribution'),
    none: l10n.t('not at all: it is installed already'),
  };
  return {
    label: l10n.t('Where Docker Comes From'),
    ...(dockerSource && { value: dockerSource }),
    change: async ({ dockerSource: old, ...others }, at) => {
      const picked = await choose(
        at,
        l10n.t('Where does the installer take Docker from, if it is not there yet?'),
        dockerSources.map((value) => ({ value, words: words[value] })),
        old,
      );
      return picked && (picked === back ? back : { ...others, ...(picked.value && { dockerSource: picked.value }) });
    },
  };
}

function gpuRow({ gpu }: MoreOptions): OptionRow {
  return {
    label: l10n.t('GPU Support'),
    ...(gpu && { value: l10n.t('on') }),
    change: ({ gpu: old, ...others }) => Promise.resolve(old ? others : { ...others, gpu: true }),
  };
}

function ipRow({ ipCompatibility }: MoreOptions): OptionRow {
  return {
    label: l10n.t('IP Version'),
    ...(ipCompatibility && { value: ipCompatibility }),
    change: async ({ ipCompatibility: old, ...others }, at) => {
      const picked = await choose(
        at,
        l10n.t('Which IP version does the ECS agent use?'),
        ipCompatibilities.map((value) => ({ value, words: '' })),
        old,
      );
      return picked && (picked === back ? back : { ...others, ...(picked.value && { ipCompatibility: picked.value }) });
    },
  };
}

function containerdRow({ containerdSource }: MoreOptions): OptionRow {
  return {
    label: l10n.t('Where containerd Comes From'),
    ...(containerdSource && { value: containerdSource }),
    change: async ({ containerdSource: old, ...others }, at) => {
      const words = {
        distro: l10n.t('from the distribution'),
        docker: l10n.t("from Docker's own repository"),
        none: l10n.t('not at all: it is installed already'),
      };
      const picked = await choose(
        at,
        l10n.t('Where does nodeadm take containerd from?'),
        containerdSources.map((value) => ({ value, words: words[value] })),
        old,
      );
      return (
        picked && (picked === back ? back : { ...others, ...(picked.value && { containerdSource: picked.value }) })
      );
    },
  };
}

/** One of some values, or none: then it is as by itself. */
async function choose<T extends string>(
  at: Position,
  placeholder: string,
  values: readonly { readonly value: T; readonly words: string }[],
  old: T | undefined,
): Promise<{ readonly value: T | undefined } | typeof back | undefined> {
  const items: readonly { label: string; description: string; value: T | undefined }[] = [
    { label: l10n.t('Not Set'), description: l10n.t('as the installer sees fit'), value: undefined },
    ...values.map(({ value, words }) => ({ label: value, description: words, value })),
  ];
  return pickOne({ at, title: title(), placeholder, items, active: ({ value }) => value === old });
}
