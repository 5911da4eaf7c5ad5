import assert from 'node:assert/strict';
import { fakeMemento } from '../../../test/unit/storage.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { CommandRun } from './commandRun.ts';
import { countedNames, drainPlan, drainWords } from './drainPlan.ts';
import { keepRun, keepScript, keptRuns, keptScripts } from './keptRuns.ts';
import { batches } from './onlineHosts.ts';
import { findPlugin, isNewEnough, pluginRun, type Machine } from './sessionPlugin.ts';
import { tierWords } from './tierWords.ts';

describe('draining', () => {
  const task = (group: string, family: string, lastStatus = 'RUNNING') => ({
    group,
    taskDefinitionArn: `arn:aws:ecs:eu-central-1:1:task-definition/${family}:3`,
    lastStatus,
  });

  it('tells tasks that are started elsewhere from those that go on', () => {
    const plan = drainPlan([
      task('service:web', 'web'),
      task('service:web', 'web'),
      task('family:batch', 'batch'),
      task('service:old', 'old', 'STOPPED'),
    ]);
    assert.deepEqual([...plan.services], [['web', 2]]);
    assert.deepEqual([...plan.standalone], [['batch', 1]]);
    const words = drainWords(plan).join('\n');
    assert.match(words, /services are stopped there: web \(2\)\./);
    assert.match(words, /go on until they end by themselves: batch\./);
  });

  it('says where nothing runs, and counts names that are too many', () => {
    assert.match(drainWords(drainPlan([])).join('\n'), /Nothing runs there now/);
    assert.equal(countedNames(new Map([['b', 1], ['a', 1], ['c', 2]]), 2), 'a, b, and 1 more'); // prettier-ignore
  });
});

describe('batches of a command', () => {
  const host = (id: string, ssm: Host['state']['ssm']): Host => ({
    key: id,
    id,
    name: id,
    machine: { kind: 'unknown', certain: false },
    state: { ecs: 'none', ssm, health: 'connected' },
    stale: false,
  });

  it('hold 50 hosts at most, and offline ones by themselves', () => {
    const online = Array.from({ length: 51 }, (_, index) => host(`mi-${String(index)}`, 'online'));
    const all = [host('mi-off', 'connectionLost'), ...online];
    assert.deepEqual(
      batches(all).map(({ length }) => length),
      [50, 1, 1],
    );
    assert.equal(batches(all)[2]?.[0]?.id, 'mi-off');
  });
});

describe('kept runs', () => {
  const run = (id: string, sentAt: number): CommandRun => ({
    id,
    account: { source: { kind: 'demo' }, region: 'eu-central-1' },
    title: 'Disk',
    sentAt,
    commands: [{ commandId: id, hosts: [{ id: 'mi-a', name: 'a' }] }],
    unsent: [],
  });

  it('are the last 20, the newest first, while AWS knows them', async () => {
    const memento = fakeMemento();
    for (let index = 0; index < 25; index++) await keepRun(memento, run(`r${String(index)}`, index), index);
    assert.equal(keptRuns(memento, 30).length, 20);
    assert.equal(keptRuns(memento, 30)[0]?.id, 'r24');
    assert.deepEqual(keptRuns(memento, 31 * 86_400_000), []);
  });

  it('leave out what is none', () => {
    const memento = fakeMemento();
    memento.stored.set('operate.runs', [null, { id: 'x' }, { ...run('y', 0), commands: [{}] }, run('z', 0)]);
    assert.deepEqual(
      keptRuns(memento, 1).map(({ id }) => id),
      ['z'],
    );
    memento.stored.set('operate.runs', 'damaged');
    assert.deepEqual(keptRuns(memento, 1), []);
  });

  it('remember five scripts, each once', async () => {
    const memento = fakeMemento();
    for (const script of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) await keepScript(memento, script);
    assert.deepEqual(keptScripts(memento), ['b', 'f', 'e', 'd', 'c']);
  });
});

describe('the Session Manager plugin', () => {
  const machine = (files: readonly string[], PATH: string): Machine => ({
    platform: 'linux',
    env: { PATH },
    isFile: (path) => Promise.resolve(files.includes(path)),
    versionOf: (path) => (path.includes('broken') ? Promise.reject(new Error('no')) : Promise.resolve('1.2.650.0\n')),
  });

  it('is found on the PATH, or where its installer leaves it, and never in the workspace', async () => {
    const name = 'session-manager-plugin';
    const own = `/usr/local/sessionmanagerplugin/bin/${name}`;
    assert.deepEqual(await findPlugin(machine([`/opt/x/${name}`, own], '/bin:/opt/x')), {
      path: `/opt/x/${name}`,
      version: '1.2.650.0',
    });
    assert.equal((await findPlugin(machine([`/broken/${name}`, own], '/broken')))?.path, own);
    assert.equal(await findPlugin(machine([`./${name}`, name], '.:')), undefined);
  });

  it('has to take the token from its environment', () => {
    assert.ok(isNewEnough({ version: '1.2.497.0' }));
    assert.ok(isNewEnough({ version: '1.10.0' }));
    assert.ok(!isNewEnough({ version: '1.2.463.0' }));
    assert.ok(!isNewEnough({ version: '' }));
  });

  it('is given the token by its environment alone', () => {
    const { shellArgs, env } = pluginRun(
      { path: '/p' },
      {
        sessionId: 's',
        streamUrl: 'wss://x',
        tokenValue: 'secret',
        target: 'mi-a',
        region: 'eu-central-1',
        endpoint: 'https://ssm',
      },
    );
    assert.ok(!shellArgs.join(' ').includes('secret'));
    assert.deepEqual(JSON.parse(env[shellArgs[0] ?? ''] ?? ''), {
      SessionId: 's',
      StreamUrl: 'wss://x',
      TokenValue: 'secret',
    });
    assert.deepEqual(shellArgs.slice(1), ['eu-central-1', 'StartSession', '', '{"Target":"mi-a"}', 'https://ssm']);
  });
});

describe('the tier that a shell takes', () => {
  const facts = { region: 'eu-central-1', nodes: 12, perNode: '$5.07', all: '$60.88' };
  it('is said with what it costs for every node', () => {
    assert.match(
      tierWords({ ...facts, isAdvanced: false }).details.join(' '),
      /every node .*12 nodes of now that is \$60\.88 a month/,
    );
    assert.match(tierWords({ ...facts, isAdvanced: true }).details.join(' '), /nothing more.* 12 nodes, \$60\.88/);
    assert.match(tierWords({ ...facts, isAdvanced: undefined }).details.join(' '), /could not be read/);
  });
  it('is said where the nodes or the price are not known', () => {
    const words = (more: object): string => tierWords({ ...facts, isAdvanced: false, ...more }).details.join(' ');
    assert.match(words({ nodes: undefined, all: undefined }), /\$5\.07 a month for each node/);
    assert.match(words({ perNode: undefined, all: undefined }), /No price of it is known for eu-central-1/);
  });
});
