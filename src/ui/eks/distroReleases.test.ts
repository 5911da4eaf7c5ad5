import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anywhereText, bundleText, releaseText } from '../../../test/unit/distroManifests.ts';
import { startReleaseServer } from '../../../test/unit/releaseServer.ts';
import type { ReleaseServer } from '../../../test/unit/releaseServer.ts';
import { publicReleases } from '../../aws/gateways/publicReleases.ts';
import { startDemoAccount } from '../../demo/account.ts';
import { newerBundle } from '../../core/distro/anywhere.ts';
import { Failure } from '../../core/failure.ts';
import { DistroReleases } from './distroReleases.ts';
import { folderStore, memoryStore } from './releaseStore.ts';
import type { ReleaseStore } from './releaseStore.ts';

const index = '/aws/eks-distro/main/release';
const day = 86_400_000;
const pathOf = (channel: string, number: number): string =>
  `/kubernetes-${channel}/kubernetes-${channel}-eks-${number}.yaml`;

describe('releases of EKS Distro', () => {
  let server: ReleaseServer;
  let store: ReleaseStore;
  let now: number;
  let logged: string[];

  beforeEach(async () => {
    server = await startReleaseServer();
    store = memoryStore();
    now = Date.UTC(2026, 8, 1);
    logged = [];
    server.served.set(`${index}/SUPPORTED_RELEASE_BRANCHES`, '1-35\n1-36\n');
    server.served.set(`${index}/DEFAULT_RELEASE_BRANCH`, '1-36\n');
    announce('1-35', 13);
    announce('1-36', 7);
    publish('1-35', 13);
    publish('1-36', 7);
  });
  afterEach(() => server.stop());

  function announce(channel: string, number: number): void {
    server.served.set(`${index}/${channel}/production/RELEASE`, `${number}\n`);
  }
  function publish(channel: string, number: number): void {
    const kubernetes = `v${channel.replace('-', '.')}.2`;
    server.served.set(pathOf(channel, number), releaseText({ channel, number, kubernetes }));
  }
  /** As in a window of its own. */
  const open = (options = {}): DistroReleases =>
    new DistroReleases({
      files: publicReleases({ endpoint: server.endpoint, ...options }),
      store,
      log: (what) => logged.push(what),
      now: () => now,
    });
  const rejected = async (reading: Promise<unknown>): Promise<Failure> => {
    const error: unknown = await reading.then(
      () => assert.fail('It was read.'),
      (reason: unknown) => reason,
    );
    assert.ok(Failure.is(error), String(error));
    return error;
  };

  it('are read with the newest of each supported channel', async () => {
    const { value, readAt, failure } = await open().overview();
    assert.equal(value.defaultChannel, '1-36');
    assert.deepEqual(
      value.channels.map(({ channel, newest }) => [channel, newest?.release.number, newest?.announced]),
      [
        ['1-36', 7, undefined],
        ['1-35', 13, undefined],
      ],
    );
    assert.equal(readAt, now);
    assert.equal(failure, undefined);
    assert.equal(server.requests.length, 6);
  });

  it('are asked for once a day, and what has a number once only', async () => {
    await open().overview();
    now += day - 1;
    await open().overview();
    assert.equal(server.requests.length, 6, 'a new window within a day asks nobody');
    now += 1;
    announce('1-36', 8);
    publish('1-36', 8);
    const { value, readAt } = await open().overview();
    assert.equal(value.channels[0]?.newest?.release.number, 8);
    assert.equal(readAt, now);
    assert.deepEqual(server.requests.slice(6).sort(), [
      `${index}/1-35/production/RELEASE (if)`,
      `${index}/1-36/production/RELEASE (if)`,
      `${index}/DEFAULT_RELEASE_BRANCH (if)`,
      `${index}/SUPPORTED_RELEASE_BRANCHES (if)`,
      pathOf('1-36', 8),
    ]);
    const before = server.requests.length;
    now += 1000;
    await open().overview();
    assert.equal(server.requests.length, before, 'what was unchanged counts for a day again');
  });

  it('are asked for again after the clock was put back', async () => {
    await open().newest('1-36');
    now -= 10 * day;
    const before = server.requests.length;
    await open().newest('1-36');
    assert.equal(server.requests.length, before + 1);
  });

  for (const status of [403, 404]) {
    it(`are the one before, while the newest is announced and not published (${status})`, async () => {
      announce('1-36', 8);
      server.served.set(pathOf('1-36', 8), status);
      const releases = open();
      const { value } = await releases.newest('1-36');
      assert.equal(value.release.number, 7);
      assert.equal(value.announced, 8);
      publish('1-36', 8);
      const later = (await releases.newest('1-36')).value;
      assert.equal(later.release.number, 8);
      assert.equal(later.announced, undefined);
    });
  }

  it('are none where the first of a channel is not published', async () => {
    announce('1-37', 1);
    assert.equal((await rejected(open().newest('1-37'))).reason, 'notFound');
    assert.equal((await rejected(open().newest('1-29'))).reason, 'notFound');
  });

  it('are the last known ones when nobody can be reached, with their age', async () => {
    const readAt = now;
    await open().overview();
    await server.stop();
    now += 3 * day;
    const known = await open().overview();
    assert.equal(known.value.channels[0]?.newest?.release.number, 7);
    assert.equal(known.readAt, readAt);
    assert.equal(known.failure?.reason, 'network');
    assert.equal((await rejected(open().release({ channel: '1-36', number: 6 }))).reason, 'network');
  });

  it('are kept in their window only where a file may be cut: what has a number would be so for ever', async () => {
    const [whole, number] = [releaseText({ channel: '1-36', number: 7, kubernetes: 'v1.36.2' }), '7\n'];
    server.served.set(pathOf('1-36', 7), whole.trimEnd());
    server.served.set(`${index}/1-36/production/RELEASE`, number.trimEnd());
    const releases = open();
    assert.equal((await releases.newest('1-36')).value.release.number, 7);
    assert.deepEqual(
      [await store.read('kubernetes-1-36-eks-7'), await store.read('number-1-36')],
      [undefined, undefined],
    );
    await releases.newest('1-36');
    assert.equal(server.requests.length, 2, 'the same window asks nobody again');
    server.served.set(pathOf('1-36', 7), whole);
    server.served.set(`${index}/1-36/production/RELEASE`, number);
    await open().newest('1-36');
    assert.equal(server.requests.length, 4, 'the next one does');
    now += day;
    await releases.newest('1-36');
    assert.equal(server.requests.at(-1), `${index}/1-36/production/RELEASE`, 'without the tag of what was cut');
    await open().newest('1-36');
    assert.equal(server.requests.length, 5);
  });

  it('are named as their files where these are not to be had', async () => {
    server.served.delete(`${index}/SUPPORTED_RELEASE_BRANCHES`);
    assert.equal((await rejected(open().overview())).message, 'There is no file SUPPORTED_RELEASE_BRANCHES.');
    server.served.set(`${index}/1-36/production/RELEASE`, 'seven');
    const { message } = await rejected(open().newest('1-36'));
    assert.equal(message, 'The file 1-36/production/RELEASE is not what it should be.');
  });

  it('are given up at once where nothing is known and nobody can be reached', async () => {
    await server.stop();
    assert.equal((await rejected(open().overview())).reason, 'network');
  });

  it('are waited for once, not for each file, when their host hangs', async () => {
    await open().overview();
    now += day;
    for (const path of server.served.keys()) server.served.set(path, () => undefined);
    server.requests.length = 0;
    const releases = open({ timeoutMs: 40 });
    assert.equal((await releases.overview()).failure?.reason, 'timedOut');
    assert.deepEqual(server.requests, [`${index}/SUPPORTED_RELEASE_BRANCHES (if)`]);
    await releases.overview();
    assert.equal(server.requests.length, 1, 'within a minute nobody is asked again');
    now += 61_000;
    await releases.overview();
    assert.equal(server.requests.length, 2);
  });

  it('are not taken from something else, and do not replace what is known', async () => {
    await open().overview();
    now += day;
    const page = '<!doctype html><title>Sign in to the network</title>';
    for (const path of server.served.keys()) server.served.set(path, page);
    const { value, failure } = await open().overview();
    assert.equal(failure?.reason, 'service');
    assert.equal(value.channels[0]?.newest?.release.number, 7);
    assert.equal((await rejected(open().release({ channel: '1-36', number: 6 }))).reason, 'notFound');
    server.served.set(pathOf('1-36', 6), page);
    assert.equal((await rejected(open().release({ channel: '1-36', number: 6 }))).reason, 'service');
  });

  it('are not kept where they were cut off', async () => {
    const whole = releaseText({ channel: '1-36', number: 8, kubernetes: 'v1.36.3' });
    announce('1-36', 8);
    server.served.set(pathOf('1-36', 8), whole.slice(0, whole.length - 400));
    const releases = open();
    assert.equal((await rejected(releases.newest('1-36'))).reason, 'service');
    const row = (await releases.overview()).value.channels[0];
    assert.equal(row?.number, 8);
    assert.equal(row.failure?.reason, 'service');
    server.served.set(pathOf('1-36', 8), whole);
    assert.equal((await releases.newest('1-36')).value.release.kubernetesVersion, 'v1.36.3');
  });

  it('can be called off, and are then read whole the next time', async () => {
    const hanging = server.served.get(pathOf('1-36', 7))!;
    server.served.set(pathOf('1-36', 7), () => undefined);
    const abort = new AbortController();
    const releases = open();
    const reading = releases.overview(abort.signal);
    setTimeout(() => abort.abort(), 30);
    assert.equal((await rejected(reading)).reason, 'cancelled');
    server.served.set(pathOf('1-36', 7), hanging);
    assert.equal((await releases.overview()).value.channels[0]?.newest?.release.number, 7);
  });

  it('of EKS Anywhere say whether a newer bundle is out, and what it brings', async () => {
    const versions = [
      { version: 'v0.25.0', bundle: 90 },
      { version: 'v0.25.1', bundle: 93 },
    ];
    server.served.set('/releases/eks-a/manifest.yaml', anywhereText(versions));
    server.served.set('/releases/bundles/93/manifest.yaml', bundleText(93, [{ channel: '1-36', number: 7 }]));
    const releases = open();
    const { value } = await releases.anywhere();
    assert.equal(newerBundle({ bundleNumber: 90 }, value)?.bundleNumber, 93);
    assert.deepEqual((await releases.bundle(93)).versions[0]?.distro, { channel: '1-36', number: 7 });
    await open().bundle(93);
    assert.equal(server.requests.length, 2);
    assert.equal((await rejected(releases.bundle(90))).reason, 'notFound');
  });

  it('are served by the demo account as AWS has them', async () => {
    const demo = await startDemoAccount({ hasRateLimits: false });
    try {
      const releases = open({ endpoint: demo.releasesEndpoint });
      const { value } = await releases.overview();
      assert.ok(value.channels.length > 3);
      for (const { channel, newest } of value.channels) assert.equal(newest?.release.channel, channel);
      const [newest] = (await releases.anywhere()).value;
      assert.ok(newest);
      const { versions } = await releases.bundle(newest.bundleNumber);
      assert.ok(versions.length > 3 && versions.every(({ distro }) => distro));
    } finally {
      await demo.stop();
    }
  });

  describe('in files', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'distro-'));
      store = folderStore(join(folder, 'distro'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('are there again in the next window', async () => {
      await open().overview();
      assert.deepEqual((await readdir(join(folder, 'distro'))).sort(), [
        'default.json',
        'kubernetes-1-35-eks-13.json',
        'kubernetes-1-36-eks-7.json',
        'number-1-35.json',
        'number-1-36.json',
        'supported.json',
      ]);
      await server.stop();
      assert.equal((await open().newest('1-36')).value.release.number, 7);
    });

    it('are read anew where a file is damaged', async () => {
      await open().overview();
      for (const [damage, file] of [
        ['{"version":1,"readAt":1,"text":"', 'supported'],
        ['{"version":1,"readAt":1,"text":"kind: Release"}', 'kubernetes-1-36-eks-7'],
        ['{"version":2}', 'number-1-36'],
        ['null', 'default'],
      ] as const) {
        await writeFile(join(folder, 'distro', `${file}.json`), damage);
      }
      const { value } = await open().overview();
      assert.equal(value.channels[0]?.newest?.release.number, 7);
      assert.equal(server.requests.length, 6 + 4);
    });

    it('are read all the same where nothing can be kept', async () => {
      await writeFile(join(folder, 'distro'), 'a file where the folder should be');
      assert.equal((await open().newest('1-36')).value.release.number, 7);
      assert.ok(logged.includes('Keeping what was read of EKS Distro'), logged.join());
    });
  });
});
