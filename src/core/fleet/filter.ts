import { listed, message, type Message } from '../text/message.ts';
import type { Host } from './host.ts';

/**
 * What hosts are filtered by: words that a host must all match, separated by spaces.
 *
 *     kitchen                          text in its name, id or address
 *     state:offline,draining           one of several
 *     name:pi-*                        `*` is any text, `?` any character
 *     tag:location  tag:location=garage  attribute:ecs.os-type=linux
 *     -arch:arm64                      all but these
 *     tag:"rack row"="row 7"           with quotes where there are spaces, commas or wildcards to be taken as they are
 *
 * Capitals don't matter.
 */
export interface HostFilter {
  readonly matches: (host: Host) => boolean;
}

/** Why an expression can't be used. */
export interface FilterProblem {
  readonly problem: Message;
}

const any = Symbol('any');
const some = Symbol('some');

type Values = (host: Host) => readonly (string | undefined)[];
type Test = (host: Host) => boolean;

/** Also what the words of hosts' rows are called here. */
const states: Readonly<Record<Host['state']['health'], readonly string[]>> = {
  connected: ['connected', 'online'],
  draining: ['draining'],
  changing: ['changing'],
  failed: ['failed'],
  agentDisconnected: ['disconnected', 'agentDisconnected'],
  notReady: ['notReady'],
  notJoined: ['notJoined'],
  ssmLost: ['ssmLost'],
  offline: ['offline'],
  unknown: ['unknown'],
};

const fields: Readonly<Record<string, Values>> = {
  name: ({ name }) => [name],
  id: ({ id, instance }) => [id, instance?.arn],
  state: ({ state, stale }) => (stale ? ['replaced'] : states[state.health]),
  arch: architectures,
  board: ({ machine }) => (machine.kind === 'raspberryPi' ? [machine.board, 'pi', 'Raspberry Pi'] : [machine.board]),
  cluster: ({ cluster }) => [cluster?.name],
  kind: ({ cluster }) => [cluster?.kind ?? 'none'],
  os: ({ node, kube }) => [node?.platformName, node?.platformType, kube?.osImage],
  ip: ({ node, kube }) => [node?.ipAddress, kube?.internalIp],
  agent: ({ instance }) => [instance?.agentVersion],
};

/** Fields that hold a value under a name. */
const maps: Readonly<Record<string, (host: Host) => Readonly<Record<string, string>> | undefined>> = {
  tag: ({ instance }) => instance?.tags,
  attribute: ({ instance }) => instance?.attributes,
  label: ({ kube }) => kube?.labels,
};

/** The names of all fields, for who helps to write an expression. */
export const filterFields: readonly string[] = [...Object.keys(fields), ...Object.keys(maps)];

export function parseHostFilter(text: string): HostFilter | FilterProblem {
  const tests: Test[] = [];
  for (const word of words(text)) {
    if (word.isOpen) return { problem: message('The quote in {0} is not closed.', word.text) };
    const test = testOf(word);
    if ('problem' in test) return test;
    tests.push(test);
  }
  return { matches: (host) => tests.every((test) => test(host)) };
}

interface Word {
  readonly text: string;
  /** Has a quote without its end. */
  readonly isOpen: boolean;
}

/** At spaces that stand in no quotes. */
function words(text: string): readonly Word[] {
  const found = Array.from(text.matchAll(/((?:"[^"]*"|[^\s"])*)("[^"]*$)?/g), ([word, , open]) => ({
    text: word,
    isOpen: open !== undefined,
  }));
  return found.filter((word) => word.text !== '');
}

function testOf({ text }: Word): Test | FilterProblem {
  const isNegative = /^[-!]./.test(text);
  const positive = isNegative ? text.slice(1) : text;
  const colon = /^([a-z]+):(.*)$/is.exec(positive);
  const test = colon ? fieldTest((colon[1] ?? '').toLowerCase(), colon[2] ?? '') : textTest(positive);
  if ('problem' in test) return test;
  return isNegative ? (host) => !test(host) : test;
}

/** Words with a colon that name no field may be text: a MAC or IPv6 address. */
function fieldTest(name: string, value: string): Test | FilterProblem {
  if (Object.hasOwn(maps, name)) return mapTest(name, value);
  const values = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!values) {
    if (/^[0-9a-f]+$/.test(name)) return textTest(`${name}:${value}`);
    return { problem: message('There is no field "{0}"; there are {1}.', name, listed(filterFields)) };
  }
  if (value === '') return () => true;
  const wanted = alternatives(value);
  const known = name === 'state' ? unknownState(wanted) : undefined;
  if (known) return known;
  return (host) => values(host).some((each) => each !== undefined && wanted.some((one) => one.test(each)));
}

/** A state that no host can be in is a mistake in writing, and no empty list. */
function unknownState(wanted: readonly Pattern[]): FilterProblem | undefined {
  const all = [...Object.values(states).flat(), 'replaced'];
  if (wanted.every((one) => all.some((state) => one.test(state)))) return undefined;
  return { problem: message('There is no such state; there are {0}.', listed(all)) };
}

function mapTest(field: string, value: string): Test {
  const read = maps[field];
  const [, key = '', equals, wanted = ''] = /^((?:"[^"]*"|[^="])*)(=?)(.*)$/s.exec(value) ?? [];
  const names = new Pattern(key);
  const values = equals ? alternatives(wanted) : undefined;
  return (host) =>
    Object.entries(read?.(host) ?? {}).some(
      ([name, each]) => (key === '' || names.test(name)) && (!values || values.some((one) => one.test(each))),
    );
}

function textTest(text: string): Test {
  const wanted = text.replaceAll('"', '').toLowerCase();
  return (host) => textOf(host).some((each) => each?.toLowerCase().includes(wanted));
}

function textOf({ name, id, node, kube }: Host): readonly (string | undefined)[] {
  return [name, id, node?.computerName, node?.ipAddress, kube?.name, kube?.internalIp];
}

/** What the architecture is called, the usual name first; `unknown` where nobody says. */
export function architectures({ instance, node, kube }: Host): readonly (string | undefined)[] {
  const said = [instance?.attributes['ecs.cpu-architecture'], node?.architecture, kube?.architecture];
  const name = said.find((each) => each !== undefined && each !== '')?.toLowerCase();
  switch (name) {
    case 'arm64':
    case 'aarch64':
      return ['arm64', 'aarch64', 'arm'];
    case 'x86_64':
    case 'amd64':
      return ['x86_64', 'amd64', 'x86'];
    default:
      return [name ?? 'unknown'];
  }
}

/** Separated by commas that stand in no quotes. */
function alternatives(value: string): readonly Pattern[] {
  const all = value.match(/(?:"[^"]*"|[^,"])+/g) ?? [''];
  return all.map((each) => new Pattern(each));
}

/** What a value must be like, whole: characters, `any` for each of `?`, `some` for each `*`. In quotes all are characters. */
class Pattern {
  readonly #parts: readonly (string | typeof any | typeof some)[];

  /** Where nothing stands for others. */
  readonly #whole: string | undefined;

  constructor(text: string) {
    let isQuoted = false;
    this.#parts = Array.from(text.toLowerCase()).flatMap((character) => {
      if (character === '"') isQuoted = !isQuoted;
      if (character === '"') return [];
      if (isQuoted) return [character];
      return [character === '*' ? some : character === '?' ? any : character];
    });
    this.#whole = this.#parts.every((part) => typeof part === 'string') ? this.#parts.join('') : undefined;
  }

  /** Goes back to the last `*` only, so that no pattern takes long. */
  test(value: string): boolean {
    if (this.#whole !== undefined) return value.toLowerCase() === this.#whole;
    const characters = Array.from(value.toLowerCase());
    const parts = this.#parts;
    let [at, part] = [0, 0];
    let back: { readonly part: number; at: number } | undefined;
    while (at < characters.length) {
      const wanted = parts[part];
      if (wanted === some) {
        back = { part: ++part, at };
      } else if (wanted === any || (wanted !== undefined && wanted === characters[at])) {
        at++;
        part++;
      } else if (back) {
        at = ++back.at;
        part = back.part;
      } else {
        return false;
      }
    }
    return parts.slice(part).every((rest) => rest === some);
  }
}
