import assert from 'node:assert/strict';
import type { HandOutOptions } from '../../core/registration/handOut.ts';
import type { EcsLinuxPlan, HostPlan } from '../../core/registration/plan.ts';
import { commands } from '../ids.ts';
import { filesOf, noTerminalWords, scriptActions, type ScriptAction, type ScriptPart } from './scriptActions.ts';

const script = { kind: 'script' } as const;
const host = { attributes: {}, tags: {} };
const ecs = (form: EcsLinuxPlan['form'], over: Partial<EcsLinuxPlan['host']> = {}): HostPlan => ({
  kind: 'ecsLinux',
  form,
  host: { ...host, ...over },
});

const options = (plan: HostPlan): HandOutOptions => ({
  plan,
  sources: { installer: { url: 'https://example.com/install.sh', needsRoot: true } },
  region: 'eu-central-1',
  cluster: 'web',
  activationId: '0b5b1b6e-0000-4000-8000-000000000001',
  activationCode: 'Secret+Code/1234567890',
  expiresAt: 86_400_000,
  registrationLimit: 1,
});
const actions = (plan: HostPlan, shown: ScriptPart = 'script', note?: string, mayRun = true): readonly ScriptAction[] =>
  scriptActions(options(plan), shown, { note, locale: 'en', mayRun });
const titles = (...args: Parameters<typeof actions>): readonly string[] => actions(...args).map(({ title }) => title);

const plain = "Copy AWS's One-Line Command";
const connector = { kind: 'connector', by: 'helm', provider: 'OTHER' } as const;
const hybrid = { kind: 'hybridNode', kubernetesVersion: '1.35' } as const;

describe('what can be done with a register script', () => {
  it('is to run, copy and save it, and to take the plain line where there is one', () => {
    assert.deepEqual(titles(ecs(script)), ['Run in Terminal', 'Copy', 'Save…', plain]);
    assert.deepEqual(titles(ecs(script, { tags: { Owner: 'ops' } })), ['Run in Terminal', 'Copy', 'Save…']);
    assert.deepEqual(titles({ ...hybrid, form: script }), ['Run in Terminal', 'Copy', 'Save…']);
    assert.deepEqual(titles({ ...connector, context: 'k3s' }), ['Run in Terminal', 'Copy', 'Save…']);
  });

  it('names the other machine that it would run on', () => {
    assert.equal(titles({ ...hybrid, form: { ...script, ssh: 'pi-1' } })[0], 'Run on pi-1 over ssh');
  });

  it('is not to run it where nothing may be changed', () => {
    assert.deepEqual(titles(ecs(script), 'script', undefined, false), ['Copy', 'Save…', plain]);
    assert.deepEqual(titles({ ...hybrid, form: { ...script, ssh: 'pi-1' } }, 'script', undefined, false), [
      'Copy',
      'Save…',
    ]);
  });

  it('does not offer a terminal that would not help', () => {
    assert.deepEqual(titles(ecs({ kind: 'firstBoot', authorizedKeys: ['ssh-ed25519 AAAA'] })), ['Copy', 'Save…']);
    assert.deepEqual(titles({ kind: 'ecsWindows' }), [
      'AWS ended its support of ECS Anywhere on Windows on August 7, 2026',
      'Copy',
      'Save…',
    ]);
    assert.deepEqual(titles(connector), ['Copy', 'Save…'], 'nobody could say which cluster is meant');
    const loop = titles(ecs({ kind: 'many', hosts: ['a', 'b'], by: 'ssh' }));
    assert.deepEqual(loop, ['Run in Terminal', 'Copy', 'Save…']);
  });

  it('leads from each file for Ansible to the others', () => {
    const plan = ecs({ kind: 'many', hosts: ['a', 'b'], by: 'ansible' });
    assert.deepEqual(titles(plan, 'play'), ['Copy', 'Save All…', 'Show Inventory', 'Show Register Script']);
    assert.deepEqual(titles(plan, 'script'), ['Copy', 'Save All…', 'Show Playbook', 'Show Inventory']);
    const shown = actions(plan, 'play').flatMap(({ show }) => show ?? []);
    assert.deepEqual(shown.sort(), ['inventory', 'script']);
    assert.equal(filesOf({ plan })[0].part, 'play');
  });

  it('says first that the browser forgets it', () => {
    const [note, run] = actions(ecs(script), 'script', 'This browser forgets');
    assert.deepEqual(note, { title: 'This browser forgets' });
    assert.equal(run?.command, commands.runRegisterScript);
  });

  it('holds no secret', () => {
    for (const plan of [
      ecs(script),
      ecs({ kind: 'many', hosts: ['a'], by: 'ansible' }),
      { kind: 'ecsWindows' } as const,
    ])
      assert.doesNotMatch(JSON.stringify(actions(plan)), /Secret/);
  });
});

describe('where no terminal can run it', () => {
  it('each kind is told what to do instead', () => {
    const many = { kind: 'many', hosts: ['a'] } as const;
    const words = [
      noTerminalWords({ kind: 'ecsWindows' }),
      noTerminalWords(connector),
      noTerminalWords(ecs({ kind: 'firstBoot', authorizedKeys: [] })),
      noTerminalWords(ecs({ ...many, by: 'ansible' })),
      noTerminalWords(ecs({ ...many, by: 'ssh' })),
    ];
    for (const [index, pattern] of [
      /PowerShell/,
      /--context NAME/,
      /user-data/,
      /ansible-playbook/,
      /too long/,
    ].entries())
      assert.match(words[index] ?? '', pattern);
  });
});
