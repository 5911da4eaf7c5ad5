import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { arrivalsOf, ecsArrivals, nodeArrivals, type Arrivals, type Pending } from '../../core/registration/arrival.ts';
import type { HostPlan } from '../../core/registration/plan.ts';
import { Failure } from '../../core/failure.ts';
import {
  arrivedWords,
  endedWords,
  goneWords,
  progressWords,
  refusedWords,
  timeUpWords,
  watchTitle,
} from './arrivalText.ts';

const web = ecsCluster('web');
const script = { kind: 'script' } as const;
const many = { kind: 'many', hosts: ['a', 'b', 'c', 'd', 'e'], by: 'ssh' } as const;
const host = { attributes: {}, tags: {} };
const none: Arrivals = { arrived: [], next: { stage: 'waiting' } };

interface About {
  readonly plan: HostPlan;
  readonly cluster?: { readonly arn: string; readonly name: string };
}
const ecs: About = { plan: { kind: 'ecsLinux', form: script, host }, cluster: web };
const batch: About = { plan: { kind: 'ecsLinux', form: many, host }, cluster: web };
const hybrid: About = { plan: { kind: 'hybridNode', form: script, kubernetesVersion: '1.35' }, cluster: web };
const one: About = { plan: { kind: 'ecsLinux', form: { ...many, hosts: ['a', 'a'] }, host }, cluster: web };
const looseBatch: About = { plan: { kind: 'ssmOnly', form: many } };
const loose: About = { plan: { kind: 'ssmOnly', form: script } };
const connector: About = { plan: { kind: 'connector', by: 'manifest', provider: 'OTHER' }, cluster: web };

const names = ['a', 'b', 'c'];
const three = arrivalsOf(
  ecsArrivals({
    nodes: [...names, 'd'].map((id) => node(id, { name: id })),
    instances: names.map((id) => instance(id, web)),
  }),
);
const online = arrivalsOf(nodeArrivals([node('a', { name: 'pi' })]));

describe('the words of the watch', () => {
  it('name where the hosts go to', () => {
    assert.deepEqual([ecs, batch, one, loose, looseBatch, connector].map(watchTitle), [
      'Waiting for the host in web',
      'Waiting for 5 hosts in web',
      'Waiting for the host in web',
      'Waiting for the host to register with Systems Manager',
      'Waiting for 5 hosts to register with Systems Manager',
      'Waiting for web to connect',
    ]);
  });

  it('count those of many that are there, and tell of the next', () => {
    const progress = (evidence: Arrivals): string => progressWords(evidence, batch);
    assert.equal(progress(three), '3 of 5 have arrived, d is known to SSM and waits for its ECS agent');
    assert.equal(progress(none), 'none of 5 has registered yet');
    const rest = { arrived: three.arrived, next: none.next };
    assert.equal(progress(rest), '3 of 5 have arrived, the others have not registered yet');
    const lost = arrivalsOf(nodeArrivals([node('e', { name: 'e', pingStatus: 'ConnectionLost' })])).next;
    assert.equal(progress({ ...rest, next: lost }), '3 of 5 have arrived, e is known to SSM, but is not online');
    const e = node('e', { name: 'e' });
    const disconnected: Pending = { stage: 'agentDisconnected', node: e, instance: instance('e', web) };
    assert.match(
      progress({ ...rest, next: disconnected }),
      /^3 of 5 .* e is registered and waits for its ECS agent to/,
    );
    assert.equal(progressWords(none, one), 'nothing has registered yet');
    assert.equal(progressWords(none, ecs), 'nothing has registered yet');
    assert.equal(progressWords(none, connector), 'nothing has connected yet');
  });

  it('say that it has arrived, and what a hybrid node still needs', () => {
    assert.equal(arrivedWords(online.arrived, ecs), 'pi has arrived in web.');
    assert.equal(arrivedWords(three.arrived, batch), '3 hosts have arrived in web.');
    assert.equal(arrivedWords(online.arrived, loose), 'pi has arrived in Systems Manager.');
    assert.match(
      arrivedWords(online.arrived, hybrid),
      /^pi is online in SSM\. .* whether it has joined web: kubectl get nodes\. .*Ready there once.*CNI/,
    );
    assert.match(arrivedWords(three.arrived, hybrid), /^3 hosts are online in SSM\. .* joined web: kubectl get nodes/);
    assert.equal(arrivedWords([], connector), 'The cluster web is connected.');
  });

  it('give three causes when the time is up, and how many came', () => {
    assert.equal(
      timeUpWords(three, batch),
      'Not all hosts have arrived in web after 10 minutes: 3 of 5 have arrived, d is known to SSM and waits for its ECS ' +
        'agent. The most likely causes: the cluster was deleted or has another name; the network blocks ecs, ecs-a or ' +
        'ecs-t; the ECS agent or Docker does not run (systemctl status ecs docker).',
    );
    for (const about of [ecs, batch, hybrid, loose, connector]) {
      assert.equal(timeUpWords(none, about).split('The most likely causes: ')[1]?.split('; ').length, 3);
    }
    assert.match(timeUpWords(none, connector), /^The cluster web has not connected after 10 minutes\./);
  });

  it('tell of no time where the activation ended before all came', () => {
    assert.equal(endedWords(three, batch), '3 of 5 have arrived in web; the activation has ended.');
  });

  it('say why there is nothing to be seen', () => {
    const details = { service: 'SSM', operation: 'DescribeInstanceProperties' };
    const denied = new Failure('accessDenied', 'not authorized', details);
    assert.equal(
      refusedWords(denied, ecs),
      'It cannot be seen who arrives in web. Hosts may do so all the same. Access denied: ' +
        'ssm:DescribeInstanceProperties: not authorized',
    );
    assert.match(refusedWords(denied, connector), /^It cannot be seen whether web connects\./);
  });

  it('say that the cluster is gone', () => {
    assert.match(goneWords(ecs), /^The cluster web was deleted/);
    assert.match(goneWords(connector), /^EKS no longer waits for web/);
  });

  it('make no link of a name', () => {
    const evil = arrivalsOf(nodeArrivals([node('a', { name: '[x](command:y)' })]));
    assert.ok(!arrivedWords(evil.arrived, ecs).includes(']('));
  });
});
