import assert from 'node:assert/strict';
import { withoutDenied } from './partialFaults.ts';

describe('answers of which a part is denied', () => {
  const arn = (resource: string): string => `arn:aws:ecs:eu-central-1:111122223333:${resource}`;
  const home = arn('cluster/home');
  const fault = { kind: 'deny-some', about: ':cluster/home' } as const;

  it('have it among the failures', () => {
    const garden = { clusterArn: arn('cluster/garden') };
    const missing = { arn: arn('cluster/gone'), reason: 'MISSING' };
    const output = { clusters: [{ clusterArn: home }, garden], failures: [missing] };
    assert.deepEqual(withoutDenied(output, 'DescribeClusters', fault), {
      clusters: [garden],
      failures: [missing, { arn: home, reason: 'ACCESS_DENIED' }],
    });
  });

  it('have all that the fault does not name, whatever it is part of', () => {
    const tasks = [{ clusterArn: home, taskArn: arn('task/home/1') }];
    const services = [{ serviceArn: arn('service/home/web'), clusterArn: home }];
    for (const output of [
      { tasks, failures: [] },
      { services, failures: [] },
    ]) {
      assert.deepEqual(withoutDenied(output, 'DescribeTasks', fault), output);
    }
    const about = { kind: 'deny-some', about: 'task/home/1' } as const;
    assert.deepEqual(withoutDenied({ tasks, failures: [] }, 'DescribeTasks', about), {
      tasks: [],
      failures: [{ arn: arn('task/home/1'), reason: 'ACCESS_DENIED' }],
    });
  });

  it('are whole where nothing is described, or the fault is another', () => {
    const output = { clusterArns: [home], failures: [] };
    assert.equal(withoutDenied(output, 'ListClusters', fault), output);
    assert.equal(withoutDenied(output, 'DescribeClusters', { kind: 'deny' }), output);
    assert.equal(withoutDenied(undefined, 'DescribeClusters', fault), undefined);
  });
});
