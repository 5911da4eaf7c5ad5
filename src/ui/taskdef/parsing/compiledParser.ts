import { parseJson } from '../../../core/taskdef/parse/parseJson.ts';
import { turn } from '../../../core/turns.ts';

/** So often that V8 compiles all of the parser. */
const rounds = 128;

let compiling: Promise<void> | undefined;

/**
 * Resolves once V8 has compiled the parser of JSON. Until then it interprets it, ten times as slow: a large text would
 * hold up all other extensions, as a small one that is parsed again and again, with a turn for them in between, does not.
 */
export function compiledParser(): Promise<void> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<void> {
  const text = sample();
  for (let round = 0; round < rounds; round++) {
    await turn();
    parseJson(text);
  }
}

/** Two kilobytes of what task definitions are made of. */
function sample(): string {
  const environment = Array.from({ length: 24 }, (_, index) => ({ name: `NAME_${index}`, value: 'some value' }));
  const container = { name: 'web', image: 'web:1', cpu: 256, essential: true, environment };
  return JSON.stringify({ family: 'web', containerDefinitions: [container] }, undefined, 1);
}
