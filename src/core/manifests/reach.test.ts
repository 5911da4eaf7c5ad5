import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { parseDocument } from '../taskdef/parse/parseDocument.ts';
import { reachOf, type Reach } from './reach.ts';

describe('the reach of a roll-out', () => {
  const containers = { template: { spec: { containers: [{ image: 'web' }] } } };
  const of = (kind: string, spec: object, hosts = 5): Reach | undefined => {
    const text = stringify({ apiVersion: 'v1', kind, spec });
    const [workload] = parseDocument({ text, languageId: 'yaml', fileName: 'a' }, undefined).workloads ?? [];
    assert.ok(workload, text);
    return reachOf(workload, hosts);
  };
  const exactly = (hosts: number): Reach => ({ hosts, isMost: false });
  const most = (hosts: number): Reach => ({ hosts, isMost: true });

  it('is every host for a DaemonSet', () => {
    assert.deepEqual(of('DaemonSet', { ...containers, replicas: 2 }), exactly(5));
    assert.deepEqual(of('DaemonSet', containers, 0), exactly(0));
  });

  it('is a host for each replica at most, and no more than there are', () => {
    for (const kind of ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']) {
      assert.deepEqual(of(kind, containers), exactly(1));
      assert.deepEqual(of(kind, { ...containers, replicas: 3 }), most(3));
      assert.deepEqual(of(kind, { ...containers, replicas: '3' }), most(3));
      assert.deepEqual(of(kind, { ...containers, replicas: 30 }), most(5));
      assert.deepEqual(of(kind, { ...containers, replicas: 0 }), exactly(0));
    }
    assert.deepEqual(of('Pod', { containers: [] }), exactly(1));
    assert.deepEqual(of('Pod', { containers: [] }, 0), exactly(0));
  });

  it('is what a Job starts in a run', () => {
    assert.deepEqual(of('Job', containers), exactly(1));
    assert.deepEqual(of('Job', { ...containers, parallelism: 3 }), most(3));
    assert.deepEqual(of('Job', { ...containers, parallelism: 2, completions: 4 }), most(4));
    assert.deepEqual(of('CronJob', { jobTemplate: { spec: { ...containers, parallelism: 2 } } }), most(2));
  });

  it('can not be told where a count can not', () => {
    for (const replicas of ['{{ .Values.replicas }}', '$(COUNT)', -1, 1.5, true, []]) {
      assert.equal(of('Deployment', { ...containers, replicas }), undefined, String(replicas));
    }
    assert.equal(of('Job', { ...containers, completions: 'many' }), undefined);
  });
});
