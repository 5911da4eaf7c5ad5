import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '../../../core/taskdef/parse/parseJson.ts';

/** So often that V8 compiles all of the parser. */
const rounds = 128;
/** Between two of them, in milliseconds: V8 compiles in threads of its own, which want the processor, too. */
const pause = 1;

let compiling: Promise<void> | undefined;

/**
 * Resolves once V8 has compiled the parser of JSON. Until then it interprets it, ten times as slow: a large text would
 * hold up all other extensions, as a small one that is parsed again and again, with time for them in between, does not.
 */
export function compiledParser(): Promise<void> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<void> {
  const text = sample();
  for (let round = 0; round < rounds; round++) {
    await sleep(pause);
    parseJson(text);
  }
}

/** Two kilobytes of what task definitions are made of. */
function sample(): string {
  const environment = Array.from({ length: 24 }, (_, index) => ({ name: `NAME_${index}`, value: 'some value' }));
  const container = { name: 'web', image: 'web:1', cpu: 256, essential: true, environment };
  return JSON.stringify({ family: 'web', containerDefinitions: [container] }, undefined, 1);
}
