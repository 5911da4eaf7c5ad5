import * as l10n from '@vscode/l10n';

export interface TierFacts {
  readonly region: string;
  /** `undefined`: it could not be read. */
  readonly isAdvanced: boolean | undefined;
  /** Managed nodes of the account in the Region; `undefined`: they could not be counted. */
  readonly nodes: number | undefined;
  /** A month of one node, and of all, as amounts; absent where the price is not known. */
  readonly perNode: string | undefined;
  readonly all: string | undefined;
}

/** What Session Manager takes, and what that costs. */
export function tierWords(facts: TierFacts): { readonly question: string; readonly details: readonly string[] } {
  const { region, isAdvanced } = facts;
  const rule = l10n.t(
    'AWS bills the advanced-instances tier for every node that came by a hybrid activation in this account and Region ({0}), not only for the one with the shell.',
    region,
  );
  const cost = costWords(facts);
  switch (isAdvanced) {
    case true:
      return {
        question: l10n.t('Open a shell with the advanced-instances tier?'),
        details: [
          l10n.t('The tier is on already: opening a shell costs nothing more.'),
          rule,
          cost,
          l10n.t('This is asked once for this account.'),
        ],
      };
    case false:
      return {
        question: l10n.t('A shell on a hybrid node takes the advanced-instances tier, which is off.'),
        details: [
          rule,
          cost,
          l10n.t(
            'Run Command needs no such tier. To turn it on, run the AWS CLI command; going back takes half an hour or more, and is refused with more than 1,000 nodes.',
          ),
        ],
      };
    case undefined:
      return {
        question: l10n.t('Open a shell? It takes the advanced-instances tier.'),
        details: [l10n.t('Whether the tier is on could not be read. Without it, AWS refuses the shell.'), rule, cost],
      };
  }
}

function costWords({ region, nodes, perNode, all, isAdvanced }: TierFacts): string {
  if (perNode === undefined) return l10n.t('No price of it is known for {0}.', region);
  if (nodes === undefined || all === undefined) return l10n.t('That is {0} a month for each node.', perNode);
  if (isAdvanced) return l10n.t('Now: {0} nodes, {1} a month at list price.', nodes, all);
  return l10n.t('With the {0} nodes of now that is {1} a month at list price, {2} for each.', nodes, all, perNode);
}
