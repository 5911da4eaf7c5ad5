import assert from 'node:assert/strict';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import type { CommandResult } from '../../core/operate/commands.ts';
import type { HostOutcome, RunState } from './commandRun.ts';
import { firstLine, resultsMarkdown } from './resultsMarkdown.ts';

const outcome = (name: string, result?: Partial<CommandResult>, stdout?: string): HostOutcome => ({
  host: { id: `mi-${name}`, name },
  ...(result && { result: { nodeId: `mi-${name}`, status: 'success', ...result } }),
  ...(stdout !== undefined && { output: { stdout, stderr: '', isCut: true, exitCode: 2 } }),
});

const state = (outcomes: readonly HostOutcome[], more: Partial<RunState> = {}): RunState => ({
  run: {
    id: 'run',
    account: { source: { kind: 'demo' }, region: 'eu-central-1' },
    title: 'Disk',
    script: ['df -h'],
    sentAt: 0,
    commands: [{ commandId: '0f0f-11', hosts: [] }],
    unsent: [],
  },
  outcomes,
  phase: 'ended',
  ...more,
});
const text = (of: RunState): string => readable(resultsMarkdown(of, { locale: 'en' }));

describe('results of a command', () => {
  it('are a table of hosts, and all that they wrote', () => {
    const shown = text(
      state([
        outcome('a', { output: '41% used\nmore\n', exitCode: 0 }),
        outcome('b', { status: 'failed' }, 'broken'),
        outcome('c'),
      ]),
    );
    assert.match(shown, /\| a \| ✓ success \| 0 \| 41&#37; used \|/);
    assert.match(shown, /\| b \| ✗ failed \| 2 \| broken \|/);
    assert.match(shown, /\| c \| … waiting \| {2}\| {2}\|/);
    assert.match(shown, /## a\n\n```text\n41% used\nmore\n```/);
    assert.match(shown, /AWS keeps no more of what it wrote/);
    assert.match(shown, /\*\*Ended well on 1 of 3 hosts\*\*/);
    assert.match(shown, /## Script\n\n```text\ndf -h\n```/);
  });

  it('let nothing that a host wrote act', () => {
    const wrote = '```\n[x](command:evil) <script>\n| a | \u001b[31m';
    const shown = text(state([outcome('a|b\n# c', { output: wrote })]));
    assert.match(shown, /\n````text\n```\n/);
    assert.ok(!shown.includes('\u001b'));
    assert.ok(!/^# c/m.test(shown));
    assert.match(shown, /\| a&#124;b &#35; c \|/);
  });

  it('have the first line that says something', () => {
    assert.equal(firstLine(outcome('a', { output: '\n\n----------ERROR-------\n  no such file\n' })), 'no such file');
    assert.equal(firstLine(outcome('a', { output: 'x'.repeat(200) })).length, 120);
    assert.equal(firstLine(outcome('a')), '');
  });

  it('say which hosts it was not sent to', () => {
    const { run } = state([]);
    const unsent = [{ hosts: [{ id: 'mi-z', name: 'z' }], why: 'It is not known' }];
    const shown = text(state([outcome('a', {})], { run: { ...run, unsent } }));
    assert.match(shown, /Not sent to z: It is not known/);
    assert.match(shown, /Ended well on 1 of 2 hosts/);
  });

  it('leave out what would be too much, and say so', () => {
    const much = 'x'.repeat(600_000);
    const shown = text(state([outcome('a', { output: much }), outcome('b', { output: much })]));
    assert.ok(shown.length < 700_000);
    assert.match(shown, /## b\n\nLeft out here/);
  });
});
