import assert from 'node:assert/strict';
import { nodeOf, reference } from '../../../../test/unit/taskNodes.ts';
import { taskSize } from './taskSize.ts';

function sizeOf(definition: object): ReturnType<typeof taskSize> {
  return taskSize(nodeOf(definition));
}

describe('taskSize', () => {
  it('reads what the task says, in units and in words', () => {
    for (const [cpu, units] of [
      ['256', 256],
      [256, 256],
      ['0.25 vCPU', 256],
      ['.5 vcpu', 512],
      ['1 vCPU', 1024],
      ['2vCPU', 2048],
      [' 1024 ', 1024],
    ] as const) {
      assert.equal(sizeOf({ cpu }).cpuUnits, units, String(cpu));
    }
    for (const [memory, mib] of [
      ['512', 512],
      [512, 512],
      ['0.5 GB', 512],
      ['1GB', 1024],
      ['2 GB', 2048],
      ['30 gb', 30_720],
    ] as const) {
      assert.equal(sizeOf({ memory }).memoryMiB, mib, String(memory));
    }
  });

  it('takes nothing from what is no amount', () => {
    for (const bad of ['', 'much', '-1', -1, '1e3', '0.5', '1 TB', 1.5, true, [], reference, '9'.repeat(400), 1e300]) {
      assert.deepEqual(sizeOf({ cpu: bad, memory: bad, containerDefinitions: [] }), { gpus: 0, basis: 'task' });
    }
  });

  it('sums over containers otherwise, of whose memory the reservation counts', () => {
    const containerDefinitions = [
      { cpu: 256, memory: 300, memoryReservation: 128 },
      { cpu: '64', memory: 64 },
      { memoryReservation: 32 },
    ];
    assert.deepEqual(sizeOf({ containerDefinitions }), { cpuUnits: 320, memoryMiB: 224, gpus: 0, basis: 'containers' });
    // `null` stands for nothing, as in the CLI's skeletons.
    assert.equal(sizeOf({ cpu: null, memory: null, containerDefinitions }).memoryMiB, 224);
    assert.deepEqual(sizeOf({ memory: '1 GB', containerDefinitions }), {
      cpuUnits: 320,
      memoryMiB: 1024,
      gpus: 0,
      basis: 'task',
    });
  });

  it('does not know what holds a reference, or lacks memory', () => {
    const container = { cpu: 1, memory: 1 };
    assert.deepEqual(sizeOf({ containerDefinitions: [container, { cpu: reference, memory: 1 }] }), {
      memoryMiB: 2,
      gpus: 0,
      basis: 'containers',
    });
    assert.equal(
      sizeOf({ containerDefinitions: [container, { memory: 1, memoryReservation: reference }] }).memoryMiB,
      undefined,
    );
    assert.equal(sizeOf({ containerDefinitions: [container, { cpu: 1 }] }).memoryMiB, undefined);
    assert.deepEqual(sizeOf({ containerDefinitions: [container, reference] }), { basis: 'containers' });
    assert.deepEqual(sizeOf({ containerDefinitions: reference }), { basis: 'containers' });
    assert.deepEqual(sizeOf({ cpu: reference, memory: 512, containerDefinitions: [] }), {
      memoryMiB: 512,
      gpus: 0,
      basis: 'task',
    });
  });

  it('tells Windows', () => {
    const of = (operatingSystemFamily: unknown): unknown =>
      sizeOf({ runtimePlatform: { operatingSystemFamily } }).isWindows;
    assert.deepEqual(['WINDOWS_SERVER_2022_CORE', 'LINUX', reference, null].map(of), [
      true,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('counts GPUs', () => {
    const gpu = (value: unknown): object => ({ memory: 1, resourceRequirements: [{ type: 'GPU', value }] });
    assert.equal(sizeOf({ containerDefinitions: [gpu('2'), gpu(1), gpu('ALL')] }).gpus, 4);
    assert.equal(sizeOf({ containerDefinitions: [gpu(reference)] }).gpus, undefined);
    assert.equal(sizeOf({ containerDefinitions: [{ resourceRequirements: reference }] }).gpus, undefined);
    assert.equal(
      sizeOf({ containerDefinitions: [{ resourceRequirements: [{ type: 'InferenceAccelerator' }] }] }).gpus,
      0,
    );
  });
});
