import assert from 'node:assert/strict';
import { homeWorld } from './homeWorld.ts';
import { pullWorld } from './pullWorld.ts';
import type { PullHistory } from './pullHistory.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);

function bytesBy({ truth }: PullHistory, from: string, host: string, repository: string): number {
  return truth
    .filter((row) => row.day >= from && row.host === host && row.repository === repository)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

describe('pulls of the standard world', () => {
  const world = homeWorld({ clock: () => now });
  const history = world.pulls();
  const hosts = new Map([...world.nodes.values()].map(({ name = '', id }) => [name, id]));

  it('go back for more than 30 days, and are worked out once', () => {
    assert.equal(world.pulls(), history);
    assert.ok(history.events[0]!.at < now - 33 * day);
    assert.ok(history.events.at(-1)!.at < now);
  });

  it('are a whole image each night where clean-up takes it away', () => {
    const [image] = [...world.repositories.get('workshop/builder')!.images.values()];
    const { config } = JSON.parse(image!.manifest) as { config: { size: number } };
    const whole = image!.sizeInBytes + config.size;
    const rows = history.truth.filter(({ host, repository }) => {
      return host === hosts.get('attic-rack') && repository === 'workshop/builder';
    });
    assert.equal(rows.length, 36);
    assert.ok(rows.every(({ bytes }) => bytes === whole));
  });

  it('are suddenly many on one host', () => {
    const pi4 = hosts.get('garage-pi4')!;
    const before = bytesBy(history, '2026-10-01', pi4, 'home/sensor-hub');
    const lately = bytesBy(history, '2026-11-20', pi4, 'home/sensor-hub');
    assert.ok(lately > 20 * (before - lately) && lately > 3_000_000_000);
  });

  it('are none where a host has the image already, or its machine is inside AWS', () => {
    const kitchen = history.truth.filter(({ host }) => host === hosts.get('kitchen-pi5'));
    assert.equal(kitchen.length, 1);
    assert.ok(history.truth.every(({ host }) => !host.startsWith('AWSCodeBuild-')));
  });
});

describe('pulls of a large world', () => {
  const world = pullWorld({ layerEvents: 2000, clock: () => now });
  const { events, truth } = world.pulls();
  const layers = events.filter(({ name }) => name === 'GetDownloadUrlForLayer');

  it('are as many events as were asked for, over 30 days', () => {
    assert.equal(layers.length, 2000);
    assert.ok(events[0]!.at >= now - 30 * day - 1000 && events[0]!.at < now - 29 * day);
    assert.ok(events.at(-1)!.at > now - day);
    assert.deepEqual(
      events.map(({ number }) => number),
      events.map((_, index) => index + 1),
    );
  });

  it('have some that were refused, came twice, or are from inside AWS', () => {
    assert.ok(layers.some(({ errorCode }) => errorCode !== undefined));
    assert.ok(new Set(layers.map(({ seed }) => seed)).size < layers.length);
    const sessions = new Set(layers.map(({ reader }) => reader.session.slice(0, 2)));
    assert.deepEqual([...sessions].sort(), ['AW', 'i-', 'mi']);
    const hosts = new Set(truth.map(({ host }) => host));
    assert.equal(hosts.size, 12);
    assert.ok([...hosts].every((host) => host.startsWith('mi-')));
  });

  it('share layers among repositories', () => {
    const owners = new Map<string, Set<string>>();
    for (const { layerDigest = '', repository } of layers) {
      owners.set(layerDigest, (owners.get(layerDigest) ?? new Set()).add(repository));
    }
    assert.ok([...owners.values()].some(({ size }) => size > 3));
  });
});
