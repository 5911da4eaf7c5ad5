import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PriceBook } from '../../core/cost/priceBook.ts';
import { podContainers } from '../../core/manifests/workload.ts';
import type { TaskDocument } from '../../core/taskdef/document.ts';
import { hoverAt, type HoverTarget } from '../../core/taskdef/hover/hover.ts';
import { itemsOf, property, propertyNode, type Span } from '../../core/taskdef/node.ts';
import { workloadHints } from '../manifests/workloadHints.ts';
import { listed } from '../sentences.ts';
import type { FeatureNeeds } from './featureNeeds.ts';
import { costMarkdown, imageMarkdown, placementMarkdown, wordingNow } from './figureMarkdown.ts';
import { costInputs, loggingWords } from './figures.ts';
import { definitionHints, type DefinitionHints } from './hints.ts';
import { hintForm, hintOptions } from './hintSettings.ts';
import { rangeOf } from './ranges.ts';

/** AWS's own words on a field, and every input of the figures that it has a part in. */
export class Hovers implements vscode.HoverProvider {
  readonly #needs: FeatureNeeds;

  constructor(needs: FeatureNeeds) {
    this.#needs = needs;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const { analyses, facts, prices } = this.#needs;
    const { version, document: tasks } = await analyses.of(document);
    if (version !== document.version) return undefined;
    const offset = document.offsetAt(position);
    const target = hoverAt(tasks, offset);
    if (!target) return this.#overImage(document, tasks, offset);
    const words = schemaWords(target);
    const docs = words === '' ? [] : [new vscode.MarkdownString(words)];
    // The documentation is no hint, and there in any case.
    const hints =
      hintForm(document) === 'off'
        ? undefined
        : definitionHints(target.definition, tasks, facts, hintOptions(prices.book));
    const index = tasks.definitions.indexOf(target.definition);
    const { first, last } = hints
      ? figuresOf(target, hints, { uri: document.uri, index, prices: prices.book })
      : noFigures;
    const parts = [...first, ...docs, ...last];
    return parts.length === 0 ? undefined : new vscode.Hover(parts, rangeOf(document, target.span));
  }

  /** Of a manifest, where it is all that there is to be told. */
  #overImage(document: vscode.TextDocument, { workloads }: TaskDocument, offset: number): vscode.Hover | undefined {
    const isOver = ({ offset: start, length }: Span): boolean => offset >= start && offset < start + length;
    const workload = workloads?.find(({ root }) => isOver(root));
    if (!workload || hintForm(document) === 'off') return undefined;
    const over = podContainers(workload)
      .map((container) => propertyNode(container, 'image'))
      .find((each) => each && isOver(each));
    const { facts, prices } = this.#needs;
    const { images } = workloadHints(workload, facts, hintOptions(prices.book));
    const image = images.find(({ node }) => node.offset === over?.value?.offset);
    return image && new vscode.Hover(imageMarkdown(image), rangeOf(document, over ?? image.node));
  }
}

function schemaWords({ entry }: HoverTarget): string {
  if (!entry) return '';
  const values = entry.values ? `\n\n${entry.values.map((value) => `\`${value}\``).join(' · ')}` : '';
  const readOnly = entry.readOnly ? `${l10n.t('AWS fills this in; it cannot be registered.')}\n\n` : '';
  return `${readOnly}${entry.docs}${values}\n\n[${l10n.t('AWS documentation')}](${entry.link})`;
}

/** What is said before the documentation, and what after it: the longer part. */
interface Figures {
  readonly first: readonly vscode.MarkdownString[];
  readonly last: readonly vscode.MarkdownString[];
}

const noFigures: Figures = { first: [], last: [] };

/** Fields whose values have a part in what the task costs and where it fits, by where they are. */
const costFields = new Set([
  'family',
  'cpu',
  'memory',
  'requiresCompatibilities',
  'containerDefinitions.cpu',
  'containerDefinitions.memory',
  'containerDefinitions.memoryReservation',
]);

/** Fields that have a part only in where it fits. */
const placementFields = new Set([
  'networkMode',
  'placementConstraints',
  'placementConstraints.expression',
  'runtimePlatform',
  'runtimePlatform.cpuArchitecture',
  'containerDefinitions.portMappings',
  'containerDefinitions.portMappings.hostPort',
  'containerDefinitions.resourceRequirements',
]);

const logFields = new Set(['containerDefinitions.logConfiguration', 'containerDefinitions.logConfiguration.logDriver']);

interface Where {
  readonly uri: vscode.Uri;
  /** Of the task definition in the text. */
  readonly index: number;
  readonly prices: PriceBook;
}

function figuresOf(target: HoverTarget, hints: DefinitionHints, { uri, index, prices }: Where): Figures {
  const { path, value } = target;
  const field = path.filter((part) => typeof part === 'string').join('.');
  const placement = placementMarkdown(hints, uri, index) ?? [];
  if (costFields.has(field)) {
    const inputs = new vscode.MarkdownString(costInputs(hints, wordingNow()));
    return { first: [costMarkdown(hints, uri, index)].concat(placement), last: [inputs] };
  }
  if (field === 'containerDefinitions.image') {
    const image = hints.images.find(({ node }) => node.offset === value?.offset);
    return image ? { first: [imageMarkdown(image)], last: [] } : noFigures;
  }
  const words = [
    ...(field === 'networkMode' ? [networkModeWords()] : []),
    ...(logFields.has(field) ? logWords(target, hints, prices) : []),
  ];
  return {
    first: words.map((each) => new vscode.MarkdownString(each)).concat(placementFields.has(field) ? placement : []),
    last: [],
  };
}

function networkModeWords(): string {
  return l10n.t('External instances have {0}, but not {1}.', listed(['`bridge`', '`host`', '`none`']), '`awsvpc`');
}

function logWords({ definition, path }: HoverTarget, hints: DefinitionHints, prices: PriceBook): readonly string[] {
  const [, container] = path;
  const containers = itemsOf(property(definition.root, 'containerDefinitions'));
  const logging = property(typeof container === 'number' ? containers[container] : undefined, 'logConfiguration');
  return loggingWords(logging, hints, { prices, wording: wordingNow() });
}
