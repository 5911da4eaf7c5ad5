import assert from 'node:assert/strict';
import type { PullEvent } from './gateway.ts';
import { ImageTrail } from './imageTrail.ts';
import { Trail, type TrailOptions } from './testing/trail.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 1);
const digest = `sha256:${'d'.repeat(64)}`;

function eventAt(time: number, more: Partial<PullEvent>): PullEvent {
  const base = { eventId: `${time}`, region: 'eu-central-1', repository: 'app', registryId: '111122223333' };
  return { ...base, time, session: 'mi-1', fromAws: false, ...more };
}

function layerAt(time: number, more: Partial<PullEvent> = {}): PullEvent {
  return eventAt(time, { layerDigest: digest, ...more });
}

function trailOf(events: readonly PullEvent[], options?: TrailOptions): Trail {
  const entries = events.map((event) => ({ event, deliveredAt: event.time }));
  return new Trail(entries, start + 1000 * hour, options);
}

describe('the images of layers', () => {
  const reads = [
    eventAt(start, { imageTag: '1.0' }),
    eventAt(start + second, { imageDigest: digest }),
    eventAt(start + 5 * minute, { imageTag: '1.1' }),
    eventAt(start + 10 * minute, { imageDigest: digest }),
    eventAt(start + 10 * minute, { imageTag: 'other', session: 'mi-2' }),
    eventAt(start + 10 * minute, { imageTag: 'web', repository: 'web' }),
  ];

  it('are those whose manifest the same session read shortly before, by their tag where they have one', async () => {
    const times = [-second, 3 * second, 6 * minute, 11 * minute, 26 * minute].map((after) => start + after);
    const layers = [...times.map((time) => layerAt(time)), layerAt(start + 11 * minute, { session: 'mi-2' })];
    const trail = new ImageTrail(trailOf(reads), undefined);
    await trail.readFor(layers, start);
    // An index by its tag, then a manifest by its digest; later another image by its digest alone; then nothing in time.
    assert.deepEqual(
      layers.map((layer) => trail.imageOf(layer)),
      [undefined, '1.0', '1.1', digest, undefined, 'other'],
    );
    assert.equal(trail.requests, 1);
    trail.forgetAfter(start - minute);
    assert.equal(trail.imageOf(layerAt(start + 6 * minute)), undefined);
  });

  it('are read in one listing while hosts pull, in another after a long pause', async () => {
    const many = Array.from({ length: 400 }, (_, index) =>
      eventAt(start + index * 15 * minute, { imageTag: `${index}` }),
    );
    const gateway = trailOf(many, { pageSize: () => 20 });
    const trail = new ImageTrail(gateway, undefined);
    await trail.readFor([layerAt(start + 80 * hour), layerAt(start + 79.5 * hour)], start);
    assert.equal(gateway.requests, 1);
    await trail.readFor([layerAt(start + 79.25 * hour)], start);
    assert.equal(gateway.requests, 1, 'The page of before reaches as far.');
    await trail.readFor([layerAt(start + 10 * hour)], start);
    assert.equal(gateway.requests, 2, 'What was read of manifests in between is passed over.');
    assert.equal(trail.imageOf(layerAt(start + 10 * hour)), '40');
  });

  it('are not looked for without end where hosts only look for newer ones', async () => {
    const many = Array.from({ length: 900 }, (_, index) => eventAt(start + index * second, { imageTag: `${index}` }));
    const gateway = trailOf(many);
    const trail = new ImageTrail(gateway, undefined);
    await trail.readFor([layerAt(start), layerAt(start + 899 * second)], start);
    assert.equal(gateway.requests, 4);
    assert.equal(trail.imageOf(layerAt(start + 899 * second)), '899');
    assert.equal(trail.imageOf(layerAt(start)), undefined);
  });

  it('are read on where a token has expired', async () => {
    let isOld = true;
    const many = Array.from({ length: 100 }, (_, index) => eventAt(start + index * second, { imageTag: `${index}` }));
    const isExpired = (): boolean => {
      const was = isOld;
      isOld = false;
      return was;
    };
    const trail = new ImageTrail(trailOf(many, { isExpired }), undefined);
    await trail.readFor([layerAt(start), layerAt(start + 99 * second)], start);
    assert.equal(trail.imageOf(layerAt(start)), '0');
  });
});
