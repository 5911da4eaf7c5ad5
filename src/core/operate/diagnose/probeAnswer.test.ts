import assert from 'node:assert/strict';
import { Failure } from '../../failure.ts';
import { probeScript } from './probe.ts';
import { clockOffset, diskOf, dockerOf, formatProbe, numberOf, parseProbe } from './probeAnswer.ts';

describe('parseProbe', () => {
  it('reads what formatProbe writes, also amid other text', () => {
    const text = formatProbe([
      ['clock.now', '5'],
      ['endpoint.ecs', 'dns ecs.eu-central-1.amazonaws.com'],
      ['log.ssm', '2026-11-23 01:02:03 ERROR x = y'],
    ]);
    const answer = parseProbe(`$ sudo sh x\r\n${text.replaceAll('\n', '\r\n')}$ `);
    assert.deepEqual(answer, {
      isWhole: true,
      facts: new Map([['clock.now', '5']]),
      endpoints: [{ name: 'ecs', host: 'ecs.eu-central-1.amazonaws.com', reached: 'dns' }],
      logs: [{ log: 'ssm', text: '2026-11-23 01:02:03 ERROR x = y', at: Date.UTC(2026, 10, 23, 1, 2, 3) }],
    });
  });

  it('knows that an answer was cut, and what is none', () => {
    assert.equal(parseProbe('external-instances-probe 1\nclock.now=5\nsystem.o')?.isWhole, false);
    assert.equal(parseProbe(''), undefined);
    assert.equal(parseProbe('external-instances-probe 2\nend=1\n'), undefined);
  });

  it('passes over what it does not know, and keeps the first of two', () => {
    const answer = parseProbe(
      'external-instances-probe 1\nodd\n=x\nA.b=c\nclock.now=\nclock.now=1\nclock.now=2\nendpoint.x=maybe host\nendpoint.y=ok [evil](x)\nlog.other=x\nend=1\nlate.fact=1\n',
    );
    assert.deepEqual(
      [...(answer?.facts ?? [])],
      [
        ['clock.now', '1'],
        ['log.other', 'x'],
      ],
    );
    assert.deepEqual([answer?.endpoints, answer?.logs], [[], []]);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ['log.ssm', `${index}`] as const);
    const answer = parseProbe(formatProbe([['system.os', 'x'.repeat(10_000)], ...many]));
    assert.ok(answer && !answer.isWhole);
    assert.equal(answer.facts.get('system.os')?.length, 400);
    assert.ok(answer.logs.length < 400);
  });

  it('makes controls visible', () => {
    assert.equal(
      parseProbe('external-instances-probe 1\nsystem.os=a\u001b[31mb\nend=1')?.facts.get('system.os'),
      'a␛[31mb',
    );
  });

  it('takes odd values for none', () => {
    const answer = parseProbe(
      formatProbe([
        ['memory.total', '-5'],
        ['disk.root', '10 20 x 5 /'],
        ['disk.docker', '10 20 30 - /var/lib/my docker'],
        ['clock.aws', '5 yesterday'],
        ['docker.info', '|||'],
      ]),
    );
    assert.ok(answer);
    assert.deepEqual(
      [numberOf(answer, 'memory.total'), diskOf(answer, 'root'), clockOffset(answer), dockerOf(answer)],
      [undefined, undefined, undefined, undefined],
    );
    const disk = { path: '/var/lib/my docker', totalKiB: 10, freeKiB: 20, usedPercent: 30 };
    assert.deepEqual(diskOf(answer, 'docker'), disk);
  });
});

describe('probeScript', () => {
  const script = (region: string, accountId?: string): string => probeScript({ nodeId: 'mi-1', region, accountId });

  it('asks the endpoints of the partition', () => {
    assert.match(script('cn-north-1'), /ssm=ssm\.cn-north-1\.amazonaws\.com\.cn /);
    assert.match(script('eu-central-1', '123456789012'), / dkr=123456789012\.dkr\.ecr\.eu-central-1\.amazonaws\.com /);
    assert.doesNotMatch(script('eu-central-1'), /dkr/);
  });

  it('lets nothing into the shell', () => {
    assert.throws(() => script('x; reboot'), Failure);
    assert.throws(() => script('eu-central-1', '1$(reboot)'), Failure);
    assert.match(probeScript({ nodeId: "'; reboot", region: 'eu-central-1' }), /node_id=''\\''; reboot'/);
  });
});
