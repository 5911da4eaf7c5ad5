import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { boardAttribute, machineOf } from './machine.ts';

describe('machineOf', () => {
  const home = ecsCluster('home');
  const arm = { 'ecs.cpu-architecture': 'arm64' };

  it('knows a board for certain when the host passed it on', () => {
    const board = 'Raspberry Pi 5 Model B Rev 1.0';
    const pi = instance('a', home, { attributes: { ...arm, [boardAttribute]: board } });
    assert.deepEqual(machineOf(pi, node('a')), { kind: 'raspberryPi', board, certain: true });
  });

  it('takes another arm64 board for what it says it is', () => {
    const jetson = instance('a', home, { attributes: { ...arm, [boardAttribute]: 'NVIDIA Jetson Orin Nano' } });
    assert.deepEqual(machineOf(jetson, node('a', { name: 'pi-lookalike' })), {
      kind: 'arm64',
      board: 'NVIDIA Jetson Orin Nano',
      certain: true,
    });
  });

  for (const name of ['raspberrypi', 'pi5-kitchen', 'kitchen-pi', 'RPi 4', 'pi', 'rack-pi-12']) {
    it(`guesses a Raspberry Pi from the name ${name}, and says that it guesses`, () => {
      assert.deepEqual(machineOf(instance('a', home, { attributes: arm }), node('a', { computerName: name })), {
        kind: 'raspberryPi',
        certain: false,
      });
    });
  }

  for (const name of ['pipeline-3', 'api', 'pine64', 'happi', 'shop-7']) {
    it(`does not take ${name} for a Raspberry Pi`, () => {
      assert.equal(machineOf(instance('a', home, { attributes: arm }), node('a', { name })).kind, 'arm64');
    });
  }

  it('never takes an x86 machine for a Raspberry Pi', () => {
    const attributes = { 'ecs.cpu-architecture': 'x86_64' };
    assert.equal(machineOf(instance('a', home, { attributes }), node('a', { name: 'raspberrypi' })).kind, 'x86');
  });

  it('asks SSM where ECS does not say', () => {
    assert.equal(machineOf(undefined, node('a', { architecture: 'aarch64' })).kind, 'arm64');
    assert.deepEqual(machineOf(undefined, node('a')), { kind: 'unknown', certain: false });
  });
});
