import { parseTree } from 'jsonc-parser';
import { check } from '../../src/core/taskdef/check.ts';
import { parseDocument } from '../../src/core/taskdef/parse/parseDocument.ts';
import { looksLikeTaskDefinition } from '../../src/core/taskdef/parse/sniff.ts';
import { atMost, information, median, type Benchmark } from './figure.ts';
import { firstParseFigures } from './firstParses.ts';
import { threadFigures } from './threadAnalysis.ts';

const rounds = 240;

/** What a keystroke costs in a large task definition, and what a file costs that is none. */
export const analysis: Benchmark = {
  name: 'analysis',
  async measure() {
    const text = largeDefinition();
    const input = { text, languageId: 'json', fileName: 'task.json' };
    const other = { text: otherJson(), languageId: 'json', fileName: 'data.json' };
    const whole: number[] = [];
    const bare: number[] = [];
    const sniffs: number[] = [];
    // In turns, so that what else the machine does meets all alike.
    for (let round = 0; round < rounds; round++) {
      bare.push(timed(() => parseTree(text)));
      whole.push(timed(() => check(text, parseDocument(input, undefined), {}, {}, throwAgain)));
      sniffs.push(timed(() => looksLikeTaskDefinition(other)));
    }
    // The first rounds compile.
    const [mine, theirs, sniff] = [whole, bare, sniffs].map((times) => median(times.slice(rounds / 3)));
    if (mine === undefined || theirs === undefined || sniff === undefined) throw new Error('Nothing was measured.');
    return [
      atMost(5, `analysis: ${Math.round(text.length / 1000)} kB task definition, parsed and checked`, mine, 'ms'),
      atMost(3, 'analysis: the same, divided by the bare parse', mine / theirs, '×'),
      information('analysis: bare parse by jsonc-parser', theirs, 'ms'),
      atMost(0.3, `analysis: look at ${Math.round(other.text.length / 1000)} kB of other JSON`, sniff, 'ms'),
      ...(await firstParseFigures(text)),
      ...(await threadFigures()),
    ];
  },
};

function timed(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function throwAgain(rule: string, error: unknown): never {
  throw new Error(`The rule ${rule} failed.`, { cause: error });
}

/** Ten containers, as many as a task may have, with environments that bring it to 64 KB. */
function largeDefinition(): string {
  const container = (index: number): object => ({
    name: `worker-${index}`,
    image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/worker:1.${index}`,
    cpu: 128,
    memoryReservation: 256,
    portMappings: [{ containerPort: 8080 + index, hostPort: 0 }],
    environment: Array.from({ length: 89 }, (_, each) => ({ name: `SETTING_${each}`, value: 'x'.repeat(12) })),
  });
  const containerDefinitions = Array.from({ length: 10 }, (_, index) => container(index));
  return JSON.stringify({ family: 'large', requiresCompatibilities: ['EXTERNAL'], containerDefinitions }, undefined, 1);
}

/** A megabyte of data, as fixtures and lock files are. */
function otherJson(): string {
  const row = { id: 1, name: 'a name', tags: ['one', 'two'], nested: { value: 1.5, text: 'some text' } };
  return JSON.stringify(
    Array.from({ length: 7_000 }, () => row),
    undefined,
    1,
  );
}
