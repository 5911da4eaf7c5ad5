import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { partitionOf, regions } from '../../core/accounts/regions.ts';
import type { Profile } from '../../core/accounts/profile.ts';
import { accountKey, type AccountRef, type CredentialSource } from '../../core/fleet/model.ts';
import { inPick } from '../../core/text/label.ts';
import { listed } from '../sentences.ts';
import { messageWords } from '../taskdef/words.ts';
import { pickOne, pickSeveral, runSteps, skip, type Step } from '../steps.ts';
import { demoAccount } from './accounts.ts';

export interface SelectAccountOptions {
  readonly profiles: readonly Profile[];
  /** What is shown now. */
  readonly shown: readonly AccountRef[];
}

interface Draft {
  readonly source: CredentialSource;
  /** The Region that the config file gives with the source. */
  readonly ownRegion: string | undefined;
  readonly regions: readonly string[];
  readonly keepOthers: boolean;
}

/**
 * Profile, then Regions, then (where accounts of another profile are shown) beside these or instead of them.
 * @returns all accounts to show from now on; `undefined` when the user left
 */
export async function selectAccounts(options: SelectAccountOptions): Promise<readonly AccountRef[] | undefined> {
  const start: Draft = { source: demoAccount.source, ownRegion: undefined, regions: [], keepOthers: false };
  const draft = await runSteps<Draft>([sourceStep(options), regionStep(options), keepStep(options)], start, false);
  if (!draft) return undefined;
  const chosen = draft.regions.map((region): AccountRef => ({ source: draft.source, region }));
  return draft.keepOthers ? [...others(options.shown, draft.source), ...chosen] : chosen;
}

interface SourceItem extends vscode.QuickPickItem {
  readonly source: CredentialSource;
  readonly ownRegion?: string;
}

function sourceStep({ profiles, shown }: SelectAccountOptions): Step<Draft> {
  return {
    ask: async (draft, at) => {
      const items: readonly SourceItem[] = [
        ...profiles.map((profile) => profileItem(profile, shown)),
        {
          label: `$(terminal) ${l10n.t('Environment')}`,
          description: l10n.t('Environment variables, container or instance role'),
          source: { kind: 'environment' },
        },
        {
          label: `$(beaker) ${l10n.t('Demo Account')}`,
          description: l10n.t('Simulated on this machine; needs no AWS account'),
          source: demoAccount.source,
          ownRegion: demoAccount.region,
        },
      ];
      const picked = await pickOne({
        at,
        title: title(),
        placeholder:
          profiles.length > 0 ? l10n.t('Choose a profile') : l10n.t('No profiles were found in the AWS config files'),
        items,
      });
      if (picked === undefined || typeof picked === 'symbol') return picked;
      return { ...draft, source: picked.source, ownRegion: picked.ownRegion };
    },
  };
}

function profileItem(profile: Profile, shown: readonly AccountRef[]): SourceItem {
  const isShown = shown.some(({ source }) => source.kind === 'profile' && source.profile === profile.name);
  return {
    label: `$(account) ${inPick(profile.name)}`,
    description: [profile.region, kindWords(profile), isShown ? l10n.t('shown now') : undefined]
      .filter((part) => part !== undefined)
      .join(' · '),
    source: { kind: 'profile', profile: profile.name },
    ...(profile.region !== undefined && { ownRegion: profile.region }),
  };
}

function kindWords({ kind, ssoSession }: Profile): string | undefined {
  switch (kind) {
    case 'sso':
      return ssoSession === undefined ? 'SSO' : `SSO ${inPick(ssoSession)}`;
    case 'assumeRole':
      return l10n.t('assumes a role');
    case 'process':
      return l10n.t('credential process');
    case 'keys':
      return l10n.t('access keys');
    case 'webIdentity':
      return l10n.t('web identity');
    case 'other':
      return undefined;
  }
}

function regionStep({ shown }: SelectAccountOptions): Step<Draft> {
  return {
    ask: async (draft, at) => {
      if (draft.source.kind === 'demo') return { ...draft, regions: [demoAccount.region], keepOthers: true };
      const shownRegions = shown.filter((ref) => sameSource(ref.source, draft.source)).map(({ region }) => region);
      const own = draft.ownRegion;
      const preselected = new Set(shownRegions.length > 0 ? shownRegions : own === undefined ? [] : [own]);
      // A profile belongs to one partition: Regions of the others would only give errors.
      const partition = own === undefined ? undefined : partitionOf(own).id;
      const items = regions
        .filter((region) => partition === undefined || region.partition === partition)
        .map(({ id, name }) => ({ label: id, description: messageWords(name) }))
        .sort((a, b) => Number(preselected.has(b.label)) - Number(preselected.has(a.label)));
      const picked = await pickSeveral({
        at,
        title: title(),
        placeholder: l10n.t('Choose one or more Regions'),
        items,
        selected: ({ label }) => preselected.has(label),
      });
      if (picked === undefined || typeof picked === 'symbol') return picked;
      return { ...draft, regions: picked.map(({ label }) => label) };
    },
  };
}

function keepStep({ shown }: SelectAccountOptions): Step<Draft> {
  return {
    ask: async (draft, at) => {
      const kept = others(shown, draft.source);
      if (draft.source.kind === 'demo' || kept.length === 0) return skip;
      const names = listed(kept.map((ref) => accountKey(ref).replace(/^profile:/, '')));
      const picked = await pickOne({
        at,
        title: title(),
        placeholder: l10n.t('What about the accounts that are shown now?'),
        items: [
          { label: l10n.t('Show Side by Side'), description: inPick(names), keepOthers: true },
          { label: l10n.t('Show Only the New Choice'), keepOthers: false },
        ],
      });
      if (picked === undefined || typeof picked === 'symbol') return picked;
      return { ...draft, keepOthers: picked.keepOthers };
    },
  };
}

function others(shown: readonly AccountRef[], source: CredentialSource): readonly AccountRef[] {
  return shown.filter((ref) => !sameSource(ref.source, source));
}

function sameSource(a: CredentialSource, b: CredentialSource): boolean {
  return accountKey({ source: a, region: '' }) === accountKey({ source: b, region: '' });
}

function title(): string {
  return l10n.t('Select Account');
}
