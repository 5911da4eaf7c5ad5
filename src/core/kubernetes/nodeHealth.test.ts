import assert from 'node:assert/strict';
import { kubeNode } from '../../../test/unit/kubeLiterals.ts';
import { messageText } from '../text/message.ts';
import { nodeCounts } from './nodeCounts.ts';
import { nodeRemarks, readiness } from './nodeHealth.ts';
import type { KubeCondition } from './model.ts';

const ready: KubeCondition = { type: 'Ready', status: 'True' };

describe('nodeRemarks', () => {
  it('has nothing to say of a healthy node, nor of conditions that it does not know', () => {
    const conditions: readonly KubeCondition[] = [
      ready,
      { type: 'MemoryPressure', status: 'False' },
      { type: 'NetworkUnavailable', status: 'False' },
      { type: 'ex.ample/Dusty', status: 'True' },
    ];
    assert.deepEqual(nodeRemarks(kubeNode('a', { conditions })), []);
  });

  it('tells a node that is not ready, since when, and what the kubelet said', () => {
    const conditions: readonly KubeCondition[] = [
      { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'cni plugin not initialized', since: 5 },
    ];
    const [remark] = nodeRemarks(kubeNode('a', { conditions }));
    assert.ok(remark);
    assert.equal(messageText(remark.message), 'Not ready: its kubelet says that it can run no pods');
    assert.deepEqual(
      [remark.about, remark.severity, remark.since, remark.detail],
      ['Ready', 'error', 5, 'KubeletNotReady: cni plugin not initialized'],
    );
  });

  it('tells once that a node is not heard of, though all of its conditions are unknown then', () => {
    const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type): KubeCondition => ({
      type,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
    }));
    assert.deepEqual(
      nodeRemarks(kubeNode('a', { conditions })).map(({ about, message }) => [about, messageText(message)]),
      [['Ready', 'Not ready: its kubelet is not heard of']],
    );
  });

  it('tells what a node is short of, and that it is cordoned', () => {
    const conditions: readonly KubeCondition[] = [
      { type: 'PIDPressure', status: 'True' },
      { type: 'DiskPressure', status: 'True', since: 7 },
      { type: 'MemoryPressure', status: 'True' },
      { type: 'NetworkUnavailable', status: 'True' },
      ready,
    ];
    const remarks = nodeRemarks(kubeNode('a', { conditions, unschedulable: true }));
    assert.deepEqual(
      remarks.map(({ about, severity }) => `${about} ${severity}`),
      [
        'NetworkUnavailable warning',
        'MemoryPressure warning',
        'DiskPressure warning',
        'PIDPressure warning',
        'cordoned info',
      ],
    );
    assert.equal(remarks[2]?.since, 7);
  });

  it('takes a node that says nothing yet as not ready', () => {
    assert.equal(readiness(kubeNode('a', { conditions: [] })).status, 'False');
  });
});

describe('nodeCounts', () => {
  it('counts by kind', () => {
    const nodes = (['hybrid', 'ec2', 'ec2', 'fargate', 'auto', 'auto', 'auto'] as const).map((kind) => ({ kind }));
    assert.deepEqual(nodeCounts(nodes), { all: 7, hybrid: 1, ec2: 2, fargate: 1, auto: 3, other: 0 });
  });
});
