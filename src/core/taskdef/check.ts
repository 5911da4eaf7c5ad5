import { asksForHybridNodes, hostChoice } from '../manifests/podHosts.ts';
import type { WorkloadSource } from '../manifests/workload.ts';
import type { ServiceSource, TaskDefinitionSource, TaskDocument } from './document.ts';
import { itemsOf, property, textOf, type ValueNode } from './node.ts';
import { messageText } from '../text/message.ts';
import type {
  DefinitionContext,
  Finding,
  Report,
  Rule,
  RuleFacts,
  ServiceContext,
  Severity,
  WorkloadContext,
} from './rule.ts';
import { rules } from './rules/index.ts';

export interface RuleSettings {
  /** By the id of a rule. Ids that no rule has are ignored. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
}

/** More of one rule in one text help nobody. */
const mostOfOneRule = 100;

/**
 * What all rules have to say about a text, in the order of the text.
 *
 * @param onRuleFailure called at most once a rule: it has a bug, and the others go on
 * @param all the rules; others than the project's own in tests
 */
export function check(
  text: string,
  document: TaskDocument,
  facts: RuleFacts,
  settings: RuleSettings,
  onRuleFailure: (rule: string, error: unknown) => void,
  all: readonly Rule[] = rules,
): readonly Finding[] {
  const steps = checkSteps(text, document, facts, settings, onRuleFailure, all);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, a step for each rule: for a thread that others need too. */
export function* checkSteps(
  text: string,
  document: TaskDocument,
  facts: RuleFacts,
  settings: RuleSettings,
  onRuleFailure: (rule: string, error: unknown) => void,
  all: readonly Rule[] = rules,
): Generator<undefined, readonly Finding[]> {
  const definitions = document.definitions.map((each) => definitionContext(text, document, each, facts));
  const services = document.services.map((each) => [each, serviceContext(text, document, each, facts)] as const);
  const workloads = (document.workloads ?? []).map((each) => workloadContext(text, each, facts));
  const findings: Finding[] = [];
  for (const rule of all) {
    const severity = severityOf(rule, settings);
    if (severity === 'off') continue;
    const report = reportInto(findings, rule.id, severity);
    try {
      for (const context of definitions) rule.checkDefinition?.(context, report);
      for (const [service, context] of services) rule.checkService?.(service, context, report);
      for (const context of workloads) rule.checkWorkload?.(context, report);
    } catch (error) {
      onRuleFailure(rule.id, error);
    }
    yield;
  }
  return findings.sort((a, b) => a.span.offset - b.span.offset || b.span.length - a.span.length);
}

function severityOf({ id, severity }: Rule, { severities }: RuleSettings): Severity | 'off' {
  const set = severities !== undefined && Object.hasOwn(severities, id) ? severities[id] : undefined;
  return set === 'off' || set === 'error' || set === 'warning' || set === 'info' ? set : severity;
}

function reportInto(findings: Finding[], rule: string, severity: Severity): Report {
  // What an alias of YAML stands for is met again at each of its places, and said at one.
  const said = new Set<string>();
  return ({ offset, length }, message, fixes = []) => {
    if (said.size >= mostOfOneRule) return;
    const key = `${offset} ${length} ${messageText(message)}`;
    if (said.has(key)) return;
    said.add(key);
    findings.push({ rule, severity, span: { offset, length }, message, fixes });
  };
}

function definitionContext(
  text: string,
  document: TaskDocument,
  definition: TaskDefinitionSource,
  facts: RuleFacts,
): DefinitionContext {
  const services = document.services.filter((each) => runs(each, definition));
  const schedules = document.schedules?.filter(({ taskDefinition }) => taskDefinition === definition.name) ?? [];
  const runsExternal =
    services.some((each) => launchType(each) === 'EXTERNAL') ||
    schedules.some((each) => each.launchType === 'EXTERNAL');
  return {
    text,
    definition,
    document,
    services,
    external: runsExternal || requires(definition, 'EXTERNAL'),
    fargate: requires(definition, 'FARGATE') === true,
    facts,
  };
}

function serviceContext(
  text: string,
  document: TaskDocument,
  service: ServiceSource,
  facts: RuleFacts,
): ServiceContext {
  const definition = document.definitions.find((each) => runs(service, each));
  const external = isExternal(service, definition);
  return { text, document, external, facts, ...(definition !== undefined && { definition }) };
}

function workloadContext(text: string, workload: WorkloadSource, facts: RuleFacts): WorkloadContext {
  const { hosts } = hostChoice(workload, facts.podHosts ?? []);
  return { text, workload, hosts, external: hosts.length > 0 || asksForHybridNodes(workload), facts };
}

function runs(service: ServiceSource, definition: TaskDefinitionSource): boolean {
  return definition.name !== undefined && service.taskDefinition === definition.name;
}

/** Without a launch type it is meant for where its task definition can run alone. */
function isExternal(service: ServiceSource, definition: TaskDefinitionSource | undefined): boolean | undefined {
  const type = launchType(service);
  if (type !== undefined) return type === 'EXTERNAL';
  if (property(service.root, 'launchType') !== undefined || definition === undefined) return undefined;
  const isAlone = itemsOf(property(definition.root, 'requiresCompatibilities')).length === 1;
  return isAlone && requires(definition, 'EXTERNAL') === true ? true : undefined;
}

function launchType({ root }: ServiceSource): string | undefined {
  return textOf(property(root, 'launchType'));
}

/** Undefined where nothing says, or where what is said can't be told. */
function requires({ root }: TaskDefinitionSource, compatibility: string): boolean | undefined {
  const required = property(root, 'requiresCompatibilities');
  if (required?.kind !== 'array') return undefined;
  const texts = required.items.map((each: ValueNode) => textOf(each));
  if (texts.includes(compatibility)) return true;
  return texts.length === 0 || texts.includes(undefined) ? undefined : false;
}
