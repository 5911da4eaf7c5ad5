import { ssmPrincipal } from './policies.ts';

/**
 * What a role's trust policy says about SSM. A judgement of a document that others wrote: of any form that IAM takes,
 * and some that it does not.
 *
 * Rules: IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements: Condition operators".
 */

/** Where a role is to be used. */
export interface RoleUse {
  readonly accountId: string;
  readonly region: string;
}

/** Why SSM can't take on a role. */
export type TrustProblem =
  /** No policy document that could be read. */
  | { readonly kind: 'unreadableTrust' }
  /** SSM is not among those who may take it on. `trusted` are the services that may. */
  | { readonly kind: 'notTrusted'; readonly trusted: readonly string[] }
  | { readonly kind: 'denied' }
  /** The confused-deputy guard lets in these accounts only, or these Regions. */
  | { readonly kind: 'otherAccount'; readonly accounts: readonly string[] }
  | { readonly kind: 'otherRegion'; readonly regions: readonly string[] }
  /** A condition that no request of SSM's meets, such as `StringEquals` with a `*` that it takes literally. */
  | { readonly kind: 'unmetCondition'; readonly operator: string; readonly key: string };

/** What is worth knowing and does no harm. */
export type TrustRemark =
  /** No confused-deputy guard: nodes of other accounts could be given this role. */
  | { readonly kind: 'noGuard' }
  /** A condition that can't be judged from here. */
  | { readonly kind: 'unknownCondition'; readonly operator: string; readonly key: string };

export interface TrustJudgement {
  readonly problems: readonly TrustProblem[];
  readonly remarks: readonly TrustRemark[];
}

export function judgeTrust(document: unknown, use: RoleUse): TrustJudgement {
  const statements = statementsOf(document);
  if (!statements) return { problems: [{ kind: 'unreadableTrust' }], remarks: [] };
  const concerning = statements.filter((statement) => concernsSsm(statement) && concernsAssumeRole(statement));
  const judged = (effect: string): readonly TrustJudgement[] =>
    concerning.filter(({ Effect }) => Effect === effect).map((each) => judgeConditions(each, use));
  // What a denial would have as a problem is that it is not meant for this use. Not to be guarded is no doubt about it.
  const doubts = judged('Deny')
    .filter(({ problems }) => problems.length === 0)
    .map(({ remarks }) => remarks.filter(({ kind }) => kind !== 'noGuard'));
  if (doubts.some((each) => each.length === 0)) return { problems: [{ kind: 'denied' }], remarks: [] };
  const best = judged('Allow').toSorted((a, b) => weight(a) - weight(b))[0];
  if (!best) return { problems: [{ kind: 'notTrusted', trusted: trustedServices(statements) }], remarks: [] };
  return { problems: best.problems, remarks: [...best.remarks, ...doubts.flat()] };
}

function weight({ problems, remarks }: TrustJudgement): number {
  return problems.length * 100 + remarks.length;
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string');
}

function statementsOf(document: unknown): readonly Json[] | undefined {
  if (!isJson(document)) return undefined;
  const { Statement } = document;
  const all: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  const statements = all.filter(isJson);
  return statements.length > 0 ? statements : undefined;
}

function concernsSsm({ Principal, NotPrincipal }: Json): boolean {
  return NotPrincipal === undefined ? names(Principal) : !names(NotPrincipal);
}

function names(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isJson(principal)) return false;
  return strings(principal.Service).includes(ssmPrincipal) || strings(principal.AWS).includes('*');
}

function concernsAssumeRole({ Action, NotAction }: Json): boolean {
  const matches = (patterns: unknown): boolean =>
    strings(patterns).some((pattern) => like(pattern.toLowerCase(), 'sts:assumerole'));
  return NotAction === undefined ? matches(Action) : !matches(NotAction);
}

/** The services that a trust policy lets take on the role, its conditions aside; none where it can't be read. */
export function servicesTrustedBy(document: unknown): readonly string[] {
  return trustedServices(statementsOf(document) ?? []);
}

function trustedServices(statements: readonly Json[]): readonly string[] {
  const services = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => (isJson(Principal) ? strings(Principal.Service) : []));
  return [...new Set(services)];
}

interface Condition {
  /** Without `ForAnyValue:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function judgeConditions({ Condition: conditions }: Json, use: RoleUse): TrustJudgement {
  const all = conditionsOf(conditions);
  const found = all.map((condition) => judgeCondition(condition, use));
  const problems = found.flatMap(({ problem }) => problem ?? []);
  const remarks = found.flatMap(({ remark }) => remark ?? []);
  const guarded = all.some(({ key }) => /^aws:source(account|arn|orgid|orgpaths)$/.test(key.toLowerCase()));
  return { problems, remarks: guarded ? remarks : [...remarks, { kind: 'noGuard' }] };
}

function conditionsOf(conditions: unknown): readonly Condition[] {
  if (!isJson(conditions)) return [];
  return Object.entries(conditions).flatMap(([name, keys]) => {
    const operator = name.replace(/^(ForAnyValue|ForAllValues):/i, '').replace(/IfExists$/i, '');
    return isJson(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: strings(values) }))
      : [];
  });
}

interface Finding {
  readonly problem?: TrustProblem;
  readonly remark?: TrustRemark;
}

function judgeCondition({ operator, key, values }: Condition, use: RoleUse): Finding {
  const comparison = comparisons[operator.toLowerCase()];
  const unknown: Finding = { remark: { kind: 'unknownCondition', operator, key } };
  if (!comparison) return unknown;
  switch (key.toLowerCase()) {
    case 'aws:sourceaccount':
      if (values.some((value) => comparison(value, use.accountId))) return {};
      return { problem: { kind: 'otherAccount', accounts: values } };
    case 'aws:sourcearn':
      return judgeSource({ operator, key, values }, use);
    default:
      return unknown;
  }
}

type Comparison = (pattern: string, value: string) => boolean;

/** Those that let in what is named. Their negations are rare enough in trust policies to be left unjudged. */
const comparisons: Readonly<Record<string, Comparison>> = {
  stringequals: (pattern, value) => pattern === value,
  stringequalsignorecase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  stringlike: like,
  arnequals: like,
  arnlike: like,
};

function judgeSource({ operator, key, values }: Condition, use: RoleUse): Finding {
  // No ARN holds a `*`: taken literally, it matches nothing.
  const patterns = /^stringequals/i.test(operator) ? values.filter((value) => !/[*?]/.test(value)) : values;
  const ofSsm = patterns.map(sourceIn).filter(({ service }) => like(service, 'ssm'));
  if (ofSsm.length === 0) return { problem: { kind: 'unmetCondition', operator, key } };
  const inAccount = ofSsm.filter(({ account }) => like(account, use.accountId));
  if (inAccount.length === 0)
    return { problem: { kind: 'otherAccount', accounts: ofSsm.map(({ account }) => account) } };
  const inRegion = inAccount.filter(({ region }) => like(region, use.region));
  if (inRegion.length === 0)
    return { problem: { kind: 'otherRegion', regions: inAccount.map(({ region }) => region) } };
  // Which node will ask is not known yet, so one that is named can't be judged.
  if (inRegion.some(({ node }) => node.endsWith('*'))) return {};
  return { remark: { kind: 'unknownCondition', operator, key } };
}

interface Source {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly node: string;
}

/** The parts of a pattern such as `arn:aws:ssm:*:111122223333:*`; a last `*` also stands for all parts behind it. */
function sourceIn(pattern: string): Source {
  const parts = pattern.split(':');
  const behind = pattern.endsWith('*') ? '*' : '';
  const [, , service = behind, region = behind, account = behind, ...node] = parts;
  return { service, region, account, node: node.length > 0 ? node.join(':') : behind };
}

/** `*` and `?` as in IAM's `StringLike`. */
function like(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(value);
}
