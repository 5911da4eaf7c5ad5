import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { parseDocument } from '../taskdef/parse/parseDocument.ts';
import { podHost } from './hosts.ts';
import { askedArchitectures, asksForHybridNodes, hostChoice, type PodHost } from './podHosts.ts';
import type { WorkloadSource } from './workload.ts';

function workloadOf(pod: object | string): WorkloadSource {
  const spec = typeof pod === 'string' ? pod : stringify(pod).trimEnd();
  const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers: [{ image: web }]\n  ${spec.replaceAll('\n', '\n  ')}\n`;
  const [workload] = parseDocument({ text, languageId: 'yaml', fileName: 'a' }, undefined).workloads ?? [];
  assert.ok(workload, text);
  return workload;
}

const affinity = (...terms: readonly (readonly object[])[]): object => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
      },
    },
  },
});
const expression = (key: string, operator: string, ...values: readonly string[]): object => ({ key, operator, values });

const pi: PodHost = {
  name: 'pi5',
  nodeName: 'mi-1',
  architecture: 'arm64',
  labels: { 'kubernetes.io/os': 'linux', 'eks.amazonaws.com/compute-type': 'hybrid', 'rack': '7', 'room': 'lab' },
  hasAllLabels: true,
};
/** As SSM alone knows one. */
const server = podHost({
  id: 'mi-2',
  name: 'tower',
  node: { id: 'mi-2', architecture: 'x86_64' },
});

describe('hosts of a workload', () => {
  /** `?` where it can't be told of all. */
  const chosen = (pod: object | string): string => {
    const { hosts, isComplete } = hostChoice(workloadOf(pod), [pi, server]);
    return `${hosts.map(({ name }) => name).join(' ')}${isComplete ? '' : ' ?'}`.trim();
  };

  it('come from Kubernetes, else from SSM', () => {
    assert.deepEqual(server, {
      name: 'tower',
      nodeName: 'mi-2',
      architecture: 'amd64',
      labels: { 'kubernetes.io/os': 'linux', 'eks.amazonaws.com/compute-type': 'hybrid' },
      hasAllLabels: false,
    });
    const kube = {
      name: 'node-1',
      kind: 'other',
      labels: { a: 'b' },
      conditions: [],
      unschedulable: false,
      kubeletVersion: '',
      architecture: 'arm64',
      capacity: { cpuMillis: 0, memoryMiB: 0, pods: 0 },
      allocatable: { cpuMillis: 0, memoryMiB: 0, pods: 0 },
    } as const;
    const told = podHost({ id: 'mi-3', name: 'pi', kube });
    assert.deepEqual(told, {
      name: 'pi',
      nodeName: 'node-1',
      architecture: 'arm64',
      labels: { a: 'b' },
      hasAllLabels: true,
    });
    assert.equal('architecture' in podHost({ id: 'mi-3', name: 'pi', kube: { ...kube, architecture: '' } }), false);
  });

  it('are those that the selector leaves', () => {
    assert.equal(chosen({}), 'pi5 tower');
    assert.equal(chosen({ nodeSelector: null }), 'pi5 tower');
    assert.equal(chosen({ nodeSelector: {} }), 'pi5 tower');
    assert.equal(chosen({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } }), 'pi5');
    assert.equal(chosen({ nodeSelector: { 'beta.kubernetes.io/arch': 'amd64' } }), 'tower');
    assert.equal(chosen({ nodeSelector: { 'kubernetes.io/arch': 'riscv64' } }), '');
    assert.equal(chosen({ nodeSelector: { 'kubernetes.io/os': 'windows' } }), '');
    assert.equal(chosen({ nodeName: 'mi-2' }), 'tower');
    // Its other labels are not known of the one.
    assert.equal(chosen({ nodeSelector: { room: 'lab' } }), 'pi5 ?');
    assert.equal(chosen({ nodeSelector: { 'room': 'lab', 'kubernetes.io/arch': 'arm64' } }), 'pi5');
    assert.equal(chosen({ nodeSelector: { room: 'shed' } }), '?');
  });

  it('are those that meet one term of the required affinity', () => {
    const arch = (operator: string, ...values: readonly string[]): object =>
      expression('kubernetes.io/arch', operator, ...values);
    assert.equal(chosen(affinity([arch('In', 'arm64', 'riscv64')])), 'pi5');
    assert.equal(chosen(affinity([arch('NotIn', 'arm64')])), 'tower');
    assert.equal(chosen(affinity([arch('In', 'arm64')], [arch('In', 'amd64')])), 'pi5 tower');
    assert.equal(chosen(affinity([arch('In', 'arm64'), arch('In', 'amd64')])), '');
    assert.equal(chosen(affinity([arch('Exists')])), 'pi5 tower');
    assert.equal(chosen(affinity([arch('DoesNotExist')])), '');
    assert.equal(chosen(affinity([expression('room', 'Exists'), arch('In', 'arm64')])), 'pi5');
    assert.equal(chosen(affinity([expression('room', 'DoesNotExist')])), '?');
    assert.equal(chosen(affinity([expression('rack', 'Gt', '6'), arch('In', 'arm64')])), 'pi5');
    assert.equal(chosen(affinity([expression('rack', 'Lt', '6')], [arch('In', 'amd64')])), 'tower');
    assert.equal(chosen(affinity([expression('room', 'Lt', '6')], [arch('In', 'amd64')])), 'tower');
    assert.equal(chosen({ nodeSelector: { room: 'lab' }, ...affinity([arch('In', 'amd64')]) }), '?');
    // Preferences leave every host.
    assert.equal(
      chosen({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } }),
      'pi5 tower',
    );
    const fields = [{ matchFields: [expression('metadata.name', 'In', 'mi-1')] }];
    const byField = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: fields } };
    assert.equal(chosen({ affinity: { nodeAffinity: byField } }), 'pi5');
  });

  it('are not known where the text is half typed, or filled in later', () => {
    for (const pod of [
      'nodeSelector:',
      'nodeSelector: $(NODES)',
      'nodeSelector: { kubernetes.io/arch: "${arch}" }',
      'nodeName: {{ .Values.node }}',
      'affinity:\n  nodeAffinity:',
      '<<: *unknown',
      stringify(affinity()),
      stringify(affinity([])),
      stringify(affinity([{ key: 'kubernetes.io/arch' }])),
      stringify(affinity([{ operator: 'In' }])),
      stringify(affinity([expression('kubernetes.io/arch', 'Like', 'arm')])),
      stringify(affinity([expression('kubernetes.io/arch', 'In')])),
      stringify(affinity([expression('kubernetes.io/arch', 'Gt', 'arm')])),
      '{{ include "placement" . }}',
    ]) {
      assert.equal(chosen(pod), '?', pod);
    }
    const partial = { ...workloadOf({}), isPartial: true } as const;
    assert.deepEqual(hostChoice(partial, []), { hosts: [], isComplete: true });
  });

  it('are asked for by architecture', () => {
    const asked = (pod: object | string): readonly string[] => askedArchitectures(workloadOf(pod));
    assert.deepEqual(asked({}), []);
    assert.deepEqual(asked({ nodeSelector: { 'kubernetes.io/arch': 'arm64' } }), ['arm64']);
    assert.deepEqual(asked({ nodeSelector: { 'room': 'lab', 'kubernetes.io/arch': 'amd64' } }), ['amd64']);
    assert.deepEqual(asked(affinity([expression('kubernetes.io/arch', 'In', 'arm64', 'amd64')])), ['amd64', 'arm64']);
    assert.deepEqual(asked(affinity([expression('kubernetes.io/arch', 'NotIn', 'arm64')])), []);
    assert.deepEqual(asked({ nodeSelector: { 'kubernetes.io/os': 'windows' } }), []);
    assert.deepEqual(asked({ nodeName: 'mi-1' }), []);
    assert.deepEqual(asked('nodeSelector:'), []);
  });

  it('are asked for outside AWS', () => {
    const type = 'eks.amazonaws.com/compute-type';
    assert.equal(asksForHybridNodes(workloadOf({ nodeSelector: { [type]: 'hybrid' } })), true);
    assert.equal(asksForHybridNodes(workloadOf({ nodeSelector: { [type]: 'auto' } })), false);
    assert.equal(asksForHybridNodes(workloadOf(affinity([expression(type, 'In', 'hybrid')]))), true);
    assert.equal(asksForHybridNodes(workloadOf(affinity([expression(type, 'In', 'hybrid')], []))), false);
    assert.equal(asksForHybridNodes(workloadOf(affinity([expression(type, 'In', 'hybrid', 'auto')]))), false);
    assert.equal(asksForHybridNodes(workloadOf(affinity([expression(type, 'NotIn', 'hybrid')]))), false);
    assert.equal(asksForHybridNodes(workloadOf({})), false);
  });
});
