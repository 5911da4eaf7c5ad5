import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { readable } from '../../../test/unit/renderedMarkdown.ts';
import { ecsHosts } from '../../core/fleet/host.ts';
import { hostFindings } from '../../core/operate/diagnose/findings.ts';
import { formatProbe, parseProbe } from '../../core/operate/diagnose/probeAnswer.ts';
import { disconnectionOf } from '../../core/operate/disconnected.ts';
import { diagnosisMarkdown, type Diagnosis } from './diagnoseDocument.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const cluster = ecsCluster('home');

function markdown(lines: readonly (readonly [string, string])[] | undefined, over: Partial<Diagnosis> = {}): string {
  const nodes = new Map([
    [node('a').id, node('a', { name: 'pi <b>[x](y)', pingStatus: 'ConnectionLost', lastPingAt: 0 })],
  ]);
  const [host] = ecsHosts(cluster, [instance('a', cluster, { agentConnected: false })], nodes);
  assert.ok(host);
  const probe = lines && parseProbe(formatProbe(lines));
  const facts = { host, region: 'eu-central-1', probe, now };
  return readable(
    diagnosisMarkdown({
      ...facts,
      findings: hostFindings(facts),
      disconnection: disconnectionOf({ host, tasks: [], readAt: now, now }),
      locale: 'en',
      ...over,
    }),
  );
}

describe('diagnosisMarkdown', () => {
  it('has findings on top, with commands and sources, and then what is known', () => {
    const text = markdown([
      ['system.user', 'root'],
      ['system.board', 'Raspberry Pi 4 Model B'],
      ['cgroup.memory', 'no'],
      ['cgroup.file', '/boot/firmware/cmdline.txt'],
      ['disk.root', '31457280 15728640 50 10 /'],
      ['endpoint.ecs', 'ok ecs.eu-central-1.amazonaws.com'],
      ['docker.info', '28.1.1|overlay2|4|6|12|/var/lib/docker'],
    ]);
    const headings = text.split('\n').filter((line) => line.startsWith('#'));
    assert.deepEqual(headings.slice(1), [
      '## Findings',
      '### Error: The memory cgroup is off in the kernel',
      '### Error: AWS does not hear of the host at all',
      '## The host is disconnected',
      '## What AWS Knows',
      '## Machine',
      '## Agents',
      '## Endpoints',
    ]);
    assert.match(
      text,
      /```sh\nsudo sed -i '1s\/\$\/ cgroup_enable=memory cgroup_memory=1\/' \/boot\/firmware\/cmdline\.txt\nsudo reboot\n```/,
    );
    assert.match(text, /<https:\/\/github\.com\/aws\/amazon-ecs-agent\/issues\/2917>/);
    assert.match(text, /\| Board \| Raspberry Pi 4 Model B \|/);
    assert.match(text, /50 &#37; of 30&#46;0 GiB used&#44; 15&#46;0 GiB free/);
    assert.match(text, /4 of 6 containers run/);
  });

  it('says that a host was not asked', () => {
    const text = markdown(undefined, { unanswered: 'SSM does not reach the host.', findings: [] });
    assert.match(text, /^> SSM does not reach the host/m);
    assert.match(text, /The host itself was not asked/);
    assert.doesNotMatch(text, /## Machine/);
  });

  it('says what is missing of an answer', () => {
    const cut = parseProbe('external-instances-probe 1\nsystem.user=other\n');
    const text = markdown([], { probe: cut, findings: [] });
    assert.match(text, /is not whole/);
    assert.match(text, /did not run as root/);
    assert.match(text, /Nothing is wrong with what was looked at/);
  });

  it('lets nothing from outside act', () => {
    const evil = '</code>[run](command:x) <img src=x> $(trash) `x` | y';
    const text = markdown([
      ['system.os', evil],
      ['docker.error', evil],
      ['log.ecs-agent', `level=error AccessDenied ${evil}`],
      ['registration.node', evil],
      ['ecs.cluster', evil],
    ]);
    const outside = text.replace(/<https:[^>]+>/g, '').replace(/```[\s\S]*?```/g, '');
    assert.doesNotMatch(outside, /<|\]\(|\$\(|`/);
    // Each row of a table has as many cells as its head.
    for (const row of outside.split('\n').filter((line) => line.startsWith('|'))) {
      assert.equal(row.split('|').length, 4, row);
    }
  });
});
