import assert from 'node:assert/strict';
import { countLoop } from '../../../test/helpers.ts';
import { Failure } from '../failure.ts';
import { Reading } from './reading.ts';
import type { KeptAnswer } from './snapshot.ts';

describe('Reading', () => {
  const noNews = (): void => undefined;
  const told: string[] = [];
  const tell = ({ reason }: Failure): void => void told.push(reason);
  beforeEach(() => void (told.length = 0));

  it('shares one promise among reads at the same time', async () => {
    let reads = 0;
    const reading = new Reading(
      () => Promise.resolve(++reads),
      () => 5,
      noNews,
      tell,
    );
    assert.deepEqual(await Promise.all([reading.get(), reading.refresh(), reading.get()]), [1, 1, 1]);
    assert.equal(await reading.get(), 1);
    assert.equal(await reading.refresh(), 2);
    assert.equal(reading.asOf, 5);
  });

  it('keeps the last good answer when a refresh fails, and asks again after a failure', async () => {
    const answers: (string | Failure)[] = ['first', new Failure('network', 'cut'), 'third'];
    const reading = new Reading(
      () => {
        const answer = answers.shift();
        return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer);
      },
      () => 0,
      noNews,
      tell,
    );
    await reading.get();
    await assert.rejects(reading.refresh(), { reason: 'network' });
    assert.equal(await reading.get(), 'first');
    assert.equal(reading.failure?.reason, 'network');
    assert.deepEqual(told, ['network']);
    assert.equal(await reading.refresh(), 'third');
    assert.equal(reading.failure, undefined);
  });

  it('does not keep a first failure', async () => {
    let reads = 0;
    const reading = new Reading(
      () => (++reads === 1 ? Promise.reject(new Error('odd')) : Promise.resolve('well')),
      () => 0,
      noNews,
      tell,
    );
    await assert.rejects(reading.get(), { reason: 'unknown', message: 'odd' });
    assert.equal(await reading.get(), 'well');
  });

  it('gives a cancelled failure to whoever waits when it is called off, and can be read again', async () => {
    let news = 0;
    const reading = new Reading(
      (signal) => new Promise<string>((resolve) => setTimeout(() => resolve(signal.aborted ? 'late' : 'in time'), 5)),
      () => 0,
      () => news++,
      tell,
    );
    const waiting = reading.get();
    reading.cancel();
    const again = reading.get();
    await assert.rejects(waiting, { reason: 'cancelled' });
    assert.equal(reading.value, undefined);
    assert.equal(await again, 'in time');
    assert.equal(reading.failure, undefined);
    assert.equal(news, 1);
    assert.deepEqual(told, [], 'nothing failed');
  });

  describe('for those who may stop waiting', () => {
    let signals: AbortSignal[];
    let answer: (value: string) => void;
    let reading: Reading<string>;
    beforeEach(() => {
      signals = [];
      reading = new Reading(
        (signal) => {
          signals.push(signal);
          return new Promise((resolve) => (answer = resolve));
        },
        () => 0,
        noNews,
        tell,
      );
    });

    it('is called off when the last of them has gone, and not before', async () => {
      const [one, two] = [new AbortController(), new AbortController()];
      const waits = [reading.get(one.signal), reading.get(two.signal)];
      one.abort();
      await assert.rejects(waits[0]!, { reason: 'cancelled' });
      assert.deepEqual(
        signals.map(({ aborted }) => aborted),
        [false],
      );
      two.abort();
      await assert.rejects(waits[1]!, { reason: 'cancelled' });
      assert.deepEqual([signals[0]?.aborted, reading.failure, told], [true, undefined, []]);
      const again = reading.get();
      assert.equal(signals.length, 2);
      answer('anew');
      assert.equal(await again, 'anew');
    });

    it('goes on for who did not say so, whoever came first', async () => {
      for (const isFirst of [true, false]) {
        reading.outdate();
        const one = new AbortController();
        const asks = [() => reading.get(one.signal), () => reading.refresh()];
        const [first, second] = (isFirst ? asks : asks.toReversed()).map((ask) => ask());
        const [leaving, staying] = isFirst ? [first, second] : [second, first];
        one.abort();
        await assert.rejects(leaving!, { reason: 'cancelled' });
        answer('all');
        assert.equal(await staying, 'all');
      }
    });

    it('does nothing for who has gone already, nor with who leaves after the answer', async () => {
      await assert.rejects(reading.get(AbortSignal.abort()), { reason: 'cancelled' });
      assert.equal(signals.length, 0);
      const one = new AbortController();
      const wait = reading.get(one.signal);
      answer('there');
      await wait;
      one.abort();
      const next = reading.refresh();
      assert.equal(signals[1]?.aborted, false);
      answer('next');
      assert.equal(await next, 'next');
    });
  });

  it('that began with what was known before is called off once nobody looks any more, and read by who looks next', async () => {
    const signals: AbortSignal[] = [];
    const reading = new Reading<string>(
      (signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
      () => 0,
      noNews,
      tell,
    );
    reading.seed('old', 1, noNews);
    const looks = [new AbortController(), new AbortController()];
    for (const { signal } of looks) assert.equal(await reading.get(signal), 'old');
    looks[0]!.abort();
    assert.deepEqual([signals.length, signals[0]!.aborted], [1, false]);
    looks[1]!.abort();
    assert.ok(signals[0]!.aborted);
    assert.equal(await reading.get(), 'old');
    assert.deepEqual([signals.length, signals[1]!.aborted, reading.isSeeded], [2, false, true]);
    assert.deepEqual(told, []);
  });

  it('has what was kept read when it is asked for first, each in a turn of its own', async () => {
    let reads = 0;
    const readings = [1, 2].map(
      () =>
        new Reading(
          () => new Promise<string>(() => undefined),
          () => 5,
          noNews,
          tell,
        ),
    );
    const loop = countLoop();
    const turns: number[] = [];
    for (const each of readings) {
      each.seedLater(
        keptText(() => {
          reads++;
          turns.push(loop.count());
          return 'old';
        }),
        noNews,
      );
    }
    const [first, second] = readings as [Reading<string>, Reading<string>];
    assert.deepEqual([reads, first.asOf, first.isSeeded], [0, 1, true]);
    assert.deepEqual(await Promise.all([first.get(), second.get(), first.get()]), ['old', 'old', 'old']);
    loop.end();
    assert.deepEqual([new Set(turns).size, first.value, reads], [2, 'old', 2]);
  });

  it('has others have their turn between the parts of what was kept', async () => {
    const loop = countLoop();
    const atPart: number[] = [];
    const reading = new Reading(
      () => new Promise<string>(() => undefined),
      () => 5,
      noNews,
      tell,
    );
    const { readSome, ...kept } = keptText(() => 'old', 4);
    const noting = (): boolean => {
      atPart.push(loop.count());
      return readSome();
    };
    reading.seedLater({ ...kept, readSome: noting }, noNews);
    assert.equal(await reading.get(), 'old');
    loop.end();
    assert.deepEqual([atPart.length, new Set(atPart).size], [4, 4]);
  });

  it('is as without what was kept where that is damaged', async () => {
    let calls = 0;
    const reading = new Reading(
      () => Promise.resolve(`new ${String(++calls)}`),
      () => 5,
      noNews,
      tell,
    );
    const told: string[] = [];
    reading.seedLater(
      keptText<string>(() => undefined),
      () => told.push('renewed'),
    );
    assert.equal(await reading.get(), 'new 1');
    assert.deepEqual([reading.asOf, reading.isSeeded, calls], [5, false, 1]);
  });

  it('needs nothing that was kept once it is read anew', async () => {
    const reading = new Reading(
      () => Promise.resolve('new'),
      () => 5,
      noNews,
      tell,
    );
    const told: string[] = [];
    reading.seedLater(
      keptText(() => assert.fail('It is read.')),
      () => told.push('renewed'),
    );
    assert.equal(await reading.refresh(), 'new');
    assert.deepEqual([reading.value, reading.asOf, told], ['new', 5, ['renewed']]);
    reading.seedLater(
      keptText(() => 'older'),
      noNews,
    );
    assert.equal(reading.value, 'new');
  });

  it('lapses without calling off what is under way', async () => {
    let reads = 0;
    const reading = new Reading(
      () => Promise.resolve(++reads),
      () => 0,
      noNews,
      tell,
    );
    const first = reading.get();
    reading.lapse();
    assert.deepEqual([await first, await reading.get(), reading.isOutdated], [1, 1, false]);
    reading.lapse();
    assert.deepEqual([reading.value, reading.isOutdated, await reading.get()], [1, true, 2]);
  });
});

/** In so many texts, whose last `read` takes. */
function keptText<T>(read: () => T | undefined, texts = 1): KeptAnswer<T> {
  let left = texts;
  return { asOf: 1, readSome: () => --left > 0, read };
}
