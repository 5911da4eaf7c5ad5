import assert from 'node:assert/strict';
import type { LayerSizes, PullEvent } from './gateway.ts';
import { KnownSizes } from './layerSizes.ts';
import { Ledger, type ReadPage } from './ledger.ts';
import { fromBytes, toBytes } from './ledgerFile.ts';

const start = Date.UTC(2026, 1, 27, 12);
const day = 86_400_000;
const digests = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);
const [first = '', second = '', third = ''] = digests;
const none: LayerSizes = { size: () => undefined };
const whole = { from: 0, to: start + 100 * day };

function pageOf(layers: readonly (readonly [time: number, digest: string, image?: string])[]): ReadPage {
  const pulls = layers.map(([time, layerDigest, image], index) => {
    const base = {
      region: 'eu-central-1',
      repository: 'app',
      registryId: '111122223333',
      session: 'mi-1',
      fromAws: false,
    };
    const event: PullEvent = { ...base, eventId: `${time}-${index}`, time, layerDigest };
    return { event, host: 'mi-1', image };
  });
  return { pulls, whole: { from: start, to: start + 50 * day }, listing: whole, settledAt: start + 40 * day };
}

function read(ledger: Ledger): Ledger {
  const back = fromBytes(toBytes(ledger));
  assert.ok(back instanceof Ledger);
  return back;
}

describe('the ledger', () => {
  it('fills in sizes when they become known, also after it was kept', () => {
    const ledger = new Ledger();
    const page = pageOf([
      [start, first, '1.0'],
      [start + 1000, first, '1.0'],
      [start + 2000, second, '1.1'],
    ]);
    ledger.take(page, { size: (digest) => (digest === second ? 7 : undefined) });
    const kept = read(ledger);
    assert.deepEqual(kept.unsizedLayers(), [{ repository: 'app', digest: first, images: ['1.0'], pulls: 2 }]);
    const base = { day: '2026-02-27', host: 'mi-1', repository: 'app', evidence: 'layers' };
    assert.deepEqual(kept.rows(whole), [
      { ...base, image: '1.0', bytes: 0, pulls: 2, unsized: 2 },
      { ...base, image: '1.1', bytes: 7, pulls: 1, unsized: 0 },
    ]);
    assert.equal(kept.fill({ size: () => 50 }), 2);
    assert.equal(kept.fill({ size: () => 60 }), 0);
    assert.equal(kept.rows(whole)[0]?.bytes, 100);
    assert.deepEqual(kept.unsizedLayers(), []);
  });

  it('has a row for each UTC day, through the end of February and a leap day', () => {
    const ledger = new Ledger();
    const leap = Date.UTC(2028, 1, 28, 23, 59, 59);
    ledger.take(
      pageOf([
        [start, third],
        [start + 2 * day, third],
        [leap, third],
        [leap + 1000, third],
      ]),
      none,
    );
    const all = { from: 0, to: leap + 100 * day };
    const rows = ledger.rows(all).map((row) => row.day);
    assert.deepEqual(rows, ['2026-02-27', '2026-03-01', '2028-02-28', '2028-02-29']);
    assert.equal(ledger.rows({ from: leap + 1000, to: leap + 1000 }).length, 1);
    ledger.prune(leap);
    assert.equal(ledger.rows(all).length, 2);
  });

  it('is the same after it was kept', () => {
    const ledger = new Ledger();
    const cursor = { from: 0, to: start, reached: start - day, token: 'next' };
    ledger.take(
      {
        ...pageOf([
          [start, first, '1.0'],
          [start + 45 * day, second],
        ]),
        cursor,
      },
      none,
    );
    ledger.remember([
      { taskId: '1', host: 'mi-1', repositories: ['app'], pullStartedAt: 5 },
      { taskId: '2', repositories: [] },
    ]);
    assert.deepEqual(read(ledger).state, ledger.state);
    assert.deepEqual(read(new Ledger()).state, new Ledger().state);
  });

  it('reads nothing that is not what it wrote', () => {
    const ledger = new Ledger();
    ledger.take(
      pageOf([
        [start, first, '1.0'],
        [start, second],
      ]),
      { size: () => 123_456 },
    );
    const bytes = toBytes(ledger);
    const text = new TextDecoder().decode(bytes);
    for (let index = 0; index < bytes.length; index += 7) {
      const damaged = bytes.slice();
      damaged[index] = (damaged[index] ?? 0) ^ 1;
      assert.equal(typeof fromBytes(damaged), 'string', `byte ${index} of ${text}`);
      assert.equal(fromBytes(bytes.slice(0, index)), 'corrupt');
    }
    assert.equal(fromBytes(new TextEncoder().encode(text.replace('"version":1', '"version":2'))), 'newer');
    assert.equal(fromBytes(new TextEncoder().encode('{"version":1,"check":"1"}')), 'corrupt');
    assert.equal(fromBytes(new Uint8Array([0xff])), 'corrupt');
  });

  it('remembers the last 5,000 tasks', () => {
    const ledger = new Ledger();
    const tasks = Array.from({ length: 5_001 }, (_, index) => ({ taskId: `t${index}`, repositories: [] }));
    ledger.remember(tasks);
    assert.equal([...ledger.tasks].length, 5_000);
    assert.equal([...ledger.tasks][0]?.taskId, 't1');
  });
});

describe('KnownSizes', () => {
  const blob = (digest: string, size: number): object => ({ mediaType: 'application/octet-stream', digest, size });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    config: blob(first, 5),
    layers: [blob(second, 70), blob(third, 900)],
  });

  it('knows layers and configurations of manifests, now and when it was kept', () => {
    const sizes = new KnownSizes();
    assert.equal(sizes.addManifest(manifest), 3);
    assert.equal(sizes.addManifest(manifest), 0);
    assert.equal(sizes.addManifest('{"manifests":[]}'), 0);
    assert.deepEqual(
      digests.map((digest) => sizes.size(digest)),
      [5, 70, 900],
    );
    const kept = KnownSizes.fromText(sizes.toText());
    assert.deepEqual(
      digests.map((digest) => kept.size(digest)),
      [5, 70, 900],
    );
    assert.equal(kept.size('sha256:other'), undefined);
  });

  it('keeps the first size of a digest, and takes variants', () => {
    const sizes = new KnownSizes();
    const variant = {
      digest: 'sha256:image',
      layers: [{ digest: second, size: 70 }],
      config: { digest: first, size: 5 },
    };
    const variants = [variant, { digest: 'sha256:windows' }];
    assert.equal(sizes.addDetails({ digest: 'sha256:index', variants }), 2);
    assert.equal(
      sizes.addDetails({ digest: 'x', variants: [{ digest: 'y', layers: [{ digest: second, size: 1 }] }] }),
      0,
    );
    assert.equal(sizes.size(second), 70);
  });

  it('knows nothing of a file that is damaged', () => {
    for (const text of [
      '',
      '{',
      'null',
      '{"version":2,"sizes":{"a":1}}',
      '{"version":1}',
      '{"version":1,"sizes":{"a":-1}}',
    ])
      assert.equal(KnownSizes.fromText(text).count, 0, text);
  });
});
