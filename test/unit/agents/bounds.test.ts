import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundedText, mostCharacters, mostListed, plain } from '../../../src/core/agents/answer.ts';
import { findingsAnswer } from '../../../src/core/agents/findingsAnswer.ts';
import { hostsAnswer } from '../../../src/core/agents/hostsAnswer.ts';
import { ecsHosts } from '../../../src/core/fleet/host.ts';
import { noTasks } from '../../../src/core/taskdef/document.ts';
import { message } from '../../../src/core/text/message.ts';
import { pathInside } from '../../../src/ui/agents/workspacePath.ts';
import { ecsCluster, instance } from '../fleetLiterals.ts';
import { assertPlainLine, hostileTexts } from '../security/hostile.ts';

const ref = { source: { kind: 'demo' as const }, region: 'eu-central-1' };

describe('answers for language models', () => {
  const many = ecsHosts(
    ecsCluster('home'),
    Array.from({ length: 5000 }, (_, at) => instance(String(at), ecsCluster('home'))),
    new Map(),
  );

  it('list a part of thousands, count the rest, and say how to narrow', async () => {
    const text = await boundedText(hostsAnswer([{ ref, hosts: many, problems: [] }], () => true));
    assert.ok(text.length <= mostCharacters, String(text.length));
    const answer = JSON.parse(text) as { hosts: unknown[]; hostsNotShown: number; howToNarrow: string };
    assert.ok(answer.hosts.length > 50 && answer.hosts.length <= mostListed);
    assert.equal(answer.hosts.length + answer.hostsNotShown, 5000);
    assert.match(answer.howToNarrow, /filter.*state.*name/);
  });

  it('keep to the budget of who asks', async () => {
    const answer = hostsAnswer([{ ref, hosts: many, problems: [] }], () => true);
    const text = await boundedText(answer, (each) => Promise.resolve(each.length < 3000));
    assert.ok(text.length < 3000);
    const none = JSON.parse(await boundedText(answer, () => false)) as { hosts: unknown[]; hostsMatching: number };
    assert.deepEqual([none.hosts.length, none.hostsMatching], [0, 5000]);
  });

  it('hold hostile names on one line, as data', () => {
    for (const text of hostileTexts) {
      assertPlainLine(plain(text), text, 700);
      const [host] = ecsHosts(
        ecsCluster(text),
        [instance('1', ecsCluster('home'), { tags: { Name: text } })],
        new Map(),
      );
      assert.ok(host);
      const answer = hostsAnswer([{ ref, hosts: [host], problems: [text] }], () => true)(200);
      const entry = (answer.hosts as { name: string; cluster: string }[])[0];
      assertPlainLine(entry?.name ?? '', text, 700);
      assertPlainLine(entry?.cluster ?? '', text, 700);
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
    }
  });

  it('list the worst of many findings, in the order of the text', () => {
    const finding = (at: number) => ({
      rule: `rule-${String(at)}`,
      severity: at % 2 === 0 ? ('info' as const) : ('error' as const),
      span: { offset: at * 2, length: 1 },
      message: message('Wrong.'),
      fixes: [],
    });
    const findings = Array.from({ length: 300 }, (_, at) => finding(at));
    const text = 'x\n'.repeat(300);
    const answer = findingsAnswer({ text, document: noTasks, findings, failedRules: [] })(100);
    const shown = answer.findings as { severity: string; line: number; column: number }[];
    assert.equal(shown.length, 100);
    assert.ok(shown.every(({ severity, column }) => severity === 'error' && column === 1));
    assert.deepEqual(
      shown.slice(0, 2).map(({ line }) => line),
      [2, 4],
    );
    assert.equal(answer.findingsNotShown, 200);
  });
});

describe('paths that agents name', () => {
  let folder: string;
  before(async () => {
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'agents-')));
    folder = join(scratch, 'project');
    await mkdir(join(folder, 'sub'), { recursive: true });
    await writeFile(join(folder, 'sub', 'task.json'), '{}');
    await writeFile(join(scratch, 'secret'), 'x');
    await symlink(join(scratch, 'secret'), join(folder, 'link'));
    await symlink(scratch, join(folder, 'out'));
  });
  after(() => rm(join(folder, '..'), { recursive: true }));

  it('lead to files in a folder that is open, and to no others', async () => {
    const inside = (path: string): Promise<string[] | undefined> => pathInside(path, { folder, name: 'project' });
    const task = ['sub', 'task.json'];
    for (const path of [
      'sub/task.json',
      './sub/../sub/task.json',
      join(folder, 'sub', 'task.json'),
      'project/sub/task.json',
    ])
      assert.deepEqual(await inside(path), task, path);
    for (const path of [
      '../secret',
      'sub/../../secret',
      '/etc/passwd',
      join(folder, '..', 'secret'),
      'link',
      'out/secret',
      '',
      '.',
      'a\0b',
    ])
      assert.equal(await inside(path), undefined, path);
    assert.deepEqual(await pathInside('a/b.json', { folder: undefined, name: 'x' }), ['a', 'b.json']);
    assert.equal(await pathInside('../b.json', { folder: undefined, name: 'x' }), undefined);
  });
});
