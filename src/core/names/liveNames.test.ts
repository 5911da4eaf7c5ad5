import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import type { AccountRef } from '../fleet/model.ts';
import type { LiveSlot } from '../taskdef/completion/liveSlot.ts';
import type { NamesGateway } from './gateway.ts';
import type { LiveOffer, NamesAccount } from './liveNames.ts';
import { LiveNames } from './liveNames.ts';

const whole = <T>(...items: T[]): { items: T[]; hasMore: boolean } => ({ items, hasMore: false });
const never = new Promise<void>(() => undefined);

function slotOf(kind: LiveSlot['kind'], more: Partial<LiveSlot> = {}): LiveSlot {
  return { kind, prefix: '', rest: '', span: { offset: 0, length: 0 }, quote: '"', typedQuote: '"', base: '', ...more };
}

const roleSlot = slotOf('role', { taker: 'ecs-tasks.amazonaws.com' });
const tagSlot = slotOf('ecrTag', {
  repository: { registry: 'r', account: '111122223333', name: 'home/hub', region: 'us-east-1' },
});

function account(profile: string, region: string, accountId?: string): NamesAccount {
  return {
    ref: { source: { kind: 'profile', profile }, region },
    identity: accountId === undefined ? undefined : { accountId },
    clusters: () => Promise.resolve({ value: { ecs: [{ name: `${profile}-${region}` }] } }),
  };
}

describe('names of the accounts', () => {
  let asked: string[];
  let failures: string[];
  let now: number;
  let gateway: NamesGateway;
  let names: LiveNames;

  beforeEach(() => {
    asked = [];
    failures = [];
    now = 0;
    gateway = {
      roles: () =>
        Promise.resolve(
          whole(
            { arn: 'arn:web', name: 'web', trustedServices: ['ecs-tasks.amazonaws.com'] },
            { arn: 'arn:app', name: 'app', trustedServices: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] },
            { arn: 'arn:lambda', name: 'lambda', trustedServices: ['lambda.amazonaws.com'] },
            { arn: 'arn:lb', name: 'lb', trustedServices: ['ecs.amazonaws.com'] },
          ),
        ),
      logGroups: () => Promise.resolve(whole({ name: '/ecs/web', retentionInDays: 7 }, { name: '/aws/x' })),
      repositories: () => Promise.resolve(whole({ name: 'web', uri: 'r/web' })),
      tags: () => Promise.resolve(whole({ tag: '1', pushedAt: 1 }, { tag: '2', pushedAt: 2, bytes: 9 })),
    };
    const open = (ref: AccountRef): Promise<NamesGateway> => {
      const who = ref.source.kind === 'profile' ? `${ref.source.profile}@${ref.region}` : '';
      const watched = Object.entries(gateway).map(([name, method]) => [
        name,
        (...args: readonly unknown[]) => {
          asked.push([who, name, ...args.filter((arg) => typeof arg === 'string')].join(' '));
          return (method as (...all: readonly unknown[]) => unknown)(...args);
        },
      ]);
      // With the same methods as the gateway, name by name.
      return Promise.resolve(Object.fromEntries(watched) as NamesGateway);
    };
    names = new LiveNames(
      open,
      (subject, { reason }) => failures.push(`${subject}: ${reason}`),
      () => now,
    );
  });

  const one = [account('home', 'us-east-1')];
  const offer = (slot: LiveSlot, accounts = one, deadline = never): Promise<LiveOffer> =>
    names.offer(slot, accounts, deadline);
  const values = async (slot: LiveSlot, accounts = one): Promise<string[]> =>
    (await offer(slot, accounts)).values.map(({ value }) => value);

  it('are roles that tasks, or services, can take on, once for each account', async () => {
    assert.deepEqual(await values(roleSlot), ['arn:app', 'arn:web']);
    assert.deepEqual(await values(slotOf('role', { taker: 'ecs.amazonaws.com' })), ['arn:lb']);
    assert.deepEqual(asked, ['home@us-east-1 roles']);
    asked = [];
    await values(roleSlot, [...one, account('home', 'eu-west-1'), account('other', 'eu-west-1')]);
    assert.equal(asked.length, 2);
  });

  it('are log groups of the Region that the text names, or of the accounts', async () => {
    const accounts = [account('home', 'us-east-1'), account('home', 'us-west-2')];
    assert.deepEqual(await values(slotOf('logGroup'), accounts), ['/aws/x', '/ecs/web']);
    assert.deepEqual(asked, ['home@us-east-1 logGroups us-east-1 ', 'home@us-west-2 logGroups us-west-2 ']);
    asked = [];
    await values(slotOf('logGroup', { region: 'eu-west-1' }), accounts);
    assert.deepEqual(
      asked.map((each) => each.replace(/^\S+ /, '')),
      ['logGroups eu-west-1 '],
    );
  });

  it('are asked for by what is typed only where there are too many', async () => {
    await offer(slotOf('logGroup', { prefix: '/ecs/w' }));
    assert.deepEqual(asked, ['home@us-east-1 logGroups us-east-1 ']);
    gateway = {
      ...gateway,
      logGroups: (_, prefix) =>
        Promise.resolve(prefix === '' ? { items: [{ name: '/aws/a' }], hasMore: true } : whole({ name: '/ecs/web' })),
    };
    now += 200_000;
    assert.equal((await offer(slotOf('logGroup'))).isIncomplete, true);
    const { values: found, isIncomplete } = await offer(slotOf('logGroup', { prefix: '/ecs/w' }));
    assert.deepEqual(
      found.map(({ value }) => value),
      ['/aws/a', '/ecs/web'],
    );
    assert.equal(isIncomplete, false);
    assert.equal(asked.length, 3);
  });

  it('are tags with the newest first, of the account that has the registry', async () => {
    const [newest] = (await offer(tagSlot)).values;
    assert.deepEqual(newest, { kind: 'tag', value: '2', pushedAt: 2, bytes: 9 });
    asked = [];
    const accounts = [account('other', 'us-east-1', '999999999999'), account('own', 'eu-west-1', '111122223333')];
    assert.deepEqual(await values(tagSlot, accounts), ['2', '1']);
    assert.deepEqual(asked, ['own@eu-west-1 tags']);
  });

  it('are clusters, repositories and Regions', async () => {
    const accounts = [...one, account('home', 'eu-west-1')];
    assert.deepEqual(await values(slotOf('cluster'), accounts), ['home-eu-west-1', 'home-us-east-1']);
    assert.deepEqual((await offer(slotOf('ecrImage'))).values, [
      { kind: 'repository', value: 'r/web', name: 'web', region: 'us-east-1' },
    ]);
    asked = [];
    assert.ok((await values(slotOf('region'), [])).includes('eu-central-1'));
    assert.deepEqual(asked, []);
  });

  it('are kept for some minutes', async () => {
    await offer(roleSlot);
    now += 170_000;
    await offer(roleSlot);
    assert.equal(asked.length, 1);
    now += 20_000;
    await offer(roleSlot);
    assert.equal(asked.length, 2);
  });

  it('that come late are there at the next keystroke, without another call', async () => {
    let answer: (() => void) | undefined;
    const first = gateway;
    gateway = {
      ...gateway,
      roles: async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return first.roles();
      },
    };
    const accounts = [...one];
    const late = await offer(roleSlot, accounts, Promise.resolve());
    assert.deepEqual(late, { values: [], isIncomplete: true });
    const second = offer(roleSlot);
    answer?.();
    assert.equal((await second).values.length, 2);
    assert.equal(asked.length, 1);
  });

  it('of other accounts are there where one says nothing or fails, which is told once', async () => {
    const first = gateway;
    let denied = true;
    gateway = {
      ...gateway,
      roles: () => (denied ? Promise.reject(new Failure('accessDenied', 'No.')) : first.roles()),
    };
    assert.deepEqual(await offer(roleSlot), { values: [], isIncomplete: false });
    await offer(roleSlot);
    assert.deepEqual(failures, ['Roles of profile:home@us-east-1: accessDenied']);
    assert.equal(asked.length, 1);
    // Another permission is another matter.
    assert.deepEqual(await values(slotOf('ecrImage')), ['r/web']);
    now += 31_000;
    await offer(roleSlot);
    assert.equal(asked.filter((each) => each.includes('roles')).length, 2);
    assert.equal(failures.length, 1);
    denied = false;
    now += 31_000;
    assert.equal((await offer(roleSlot)).values.length, 2);
    // An old answer counts more than a failure.
    denied = true;
    now += 200_000;
    assert.equal((await offer(roleSlot)).values.length, 2);
    assert.equal(failures.length, 2);
  });

  it('are not asked for any more where something else is typed meanwhile, or the window closes', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    gateway = {
      ...gateway,
      logGroups: (_, prefix, signal) => {
        if (prefix === '') return Promise.resolve({ items: [{ name: '/aws/a' }], hasMore: true });
        signals.push(signal);
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
      },
    };
    await offer(slotOf('logGroup'));
    const first = offer(slotOf('logGroup', { prefix: '/e' }));
    await new Promise(setImmediate);
    const second = offer(slotOf('logGroup', { prefix: '/ec' }));
    await first;
    assert.deepEqual(
      signals.map((signal) => signal?.aborted),
      [true, false],
    );
    names.dispose();
    await second;
    assert.deepEqual(failures, []);
  });
});
