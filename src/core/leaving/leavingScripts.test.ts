import assert from 'node:assert/strict';
import { assertBash, assertGolden, shellCheckNote } from '../../../test/unit/goldenScript.ts';
import { cleanUpScript, moveToClusterScript, reRegisterScript } from './leavingScripts.ts';

const nodeId = 'mi-0123456789abcdef0';
const odd = `it's "$(touch pwned)" \`touch pwned\` \${HOME}\nmain; exit 👩‍🚀 \\`;

const goldens = {
  'cleanUp-ecs': cleanUpScript({ kind: 'ecs', nodeId }),
  'cleanUp-hybridNode': cleanUpScript({ kind: 'hybridNode', nodeId }),
  'cleanUp-ssm': cleanUpScript({ kind: 'ssm', nodeId }),
  'move-plain': moveToClusterScript({ from: 'home', to: 'workshop', region: 'eu-central-1', nodeId }),
  'reRegister-ecs': reRegisterScript({ kind: 'ecs' }),
  'reRegister-ssm': reRegisterScript({ kind: 'ssm' }),
};
const oddScripts = {
  'cleanUp': cleanUpScript({ kind: 'ecs', nodeId: odd }),
  'move-oddNames': moveToClusterScript({ from: odd, to: `to ${odd}`, region: odd, nodeId: odd }),
};

describe('the scripts for leaving', () => {
  for (const [name, script] of Object.entries(goldens)) {
    it(`are as in golden/${name}.sh, and valid bash (${shellCheckNote})`, () => {
      assertGolden(script, new URL(`golden/${name}.sh`, import.meta.url));
      assertBash(script);
    });
  }

  it('are valid bash with any names, which do nothing', () => {
    assertGolden(oddScripts['move-oddNames'], new URL('golden/move-oddNames.sh', import.meta.url));
    for (const script of Object.values(oddScripts)) {
      // ShellCheck takes `$(…)` in single quotes for a mistake; that they are quoted is just the point.
      assertBash(script, { shellCheck: false });
      const [before = ''] = script.split('\nmain() {\n');
      for (const line of before.split('\n')) assert.match(line, /^(#.*)?$/);
      assert.match(script, /\n}\n\nmain "\$@"\n$/);
    }
  });
});
