import { openAccount, type AwsAccount } from '../../src/aws/openAccount.ts';
import { accountKey, type AccountRef } from '../../src/core/fleet/model.ts';
import { startDemoAccount, type DemoAccount } from '../../src/demo/account.ts';
import type { Chances } from './random.ts';
import { smallWorld } from './smallWorld.ts';

export interface ProfileRef extends AccountRef {
  readonly source: { readonly kind: 'profile'; readonly profile: string };
}

/** An account as it is shown, the simulated one behind it, and the SDK's connection to that. */
export interface Cloud {
  readonly ref: ProfileRef;
  readonly demo: DemoAccount;
  readonly account: AwsAccount;
}

/** Two profiles, and one of them in two Regions: they are kept like real accounts, and each is a world of its own. */
export const refs: readonly [ProfileRef, ...ProfileRef[]] = [
  { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' },
  { source: { kind: 'profile', profile: 'home' }, region: 'us-east-1' },
  { source: { kind: 'profile', profile: 'work' }, region: 'eu-central-1' },
];

/** Simulated accounts, each started as it is asked for. */
export class Clouds {
  readonly #chances: Chances;
  readonly #open = new Map<string, Promise<Cloud>>();

  constructor(chances: Chances) {
    this.#chances = chances;
  }

  of(ref: AccountRef): Promise<Cloud> {
    const key = accountKey(ref);
    let cloud = this.#open.get(key);
    if (!cloud) {
      cloud = this.#start(ref);
      this.#open.set(key, cloud);
    }
    return cloud;
  }

  get all(): Promise<readonly Cloud[]> {
    return Promise.all(this.#open.values());
  }

  async #start(of: AccountRef): Promise<Cloud> {
    const ref = refs.find((each) => accountKey(each) === accountKey(of));
    if (!ref) throw new Error(`Nobody shows ${accountKey(of)}.`);
    const world = smallWorld(this.#chances, ref.region, () => Date.now());
    const demo = await startDemoAccount({ world, hasRateLimits: false });
    const account = openAccount(
      { source: { kind: 'demo' }, region: ref.region },
      { endpoint: demo.endpoint, propagationWaits: [0, 0] },
    );
    return { ref, demo, account };
  }

  async stop(): Promise<void> {
    for (const { account, demo } of await this.all) {
      account.dispose();
      await demo.stop();
    }
  }
}
