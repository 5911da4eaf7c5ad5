import assert from 'node:assert/strict';
import { AccountFleet } from '../../../src/core/fleet/accountFleet.ts';
import type { FleetGateway } from '../../../src/core/fleet/gateway.ts';
import { Failure } from '../../../src/core/failure.ts';
import { disconnectionOf } from '../../../src/core/operate/disconnected.ts';
import { homeWorld } from '../../../src/demo/worlds/homeWorld.ts';
import { activationTooltip } from '../../../src/ui/activations/tooltip.ts';
import { clusterTooltip } from '../../../src/ui/tree/clusterTooltip.ts';
import { childrenOf } from '../../../src/ui/tree/children.ts';
import { hostTooltip } from '../../../src/ui/tree/hostTooltip.ts';
import { accountNode, type TreeNode } from '../../../src/ui/tree/nodes.ts';
import { render } from '../../../src/ui/tree/render.ts';
import { connectTo, type DemoConnection } from '../demoConnection.ts';
import { assertInertMarkdown, assertPlainLine, hostileTexts, poisoned } from './hostile.ts';

const at = { locale: 'en', now: Date.UTC(2026, 10, 22, 12) };

/** What AWS answers that somebody chose the words of: names, versions, reasons, tags, attributes. */
const isText = (key: string): boolean =>
  /^(?:name|description|computerName|platformName|platformVersion|agentVersion|dockerVersion|statusReason|stoppedReason|reason|health|image|group|family|startedBy|osImage|kernelVersion|kubeletVersion|containerRuntime|message|code|version|architecture|ipAddress|iamRole|status|lastStatus|provider|phase|platformType|defaultInstanceName)$/.test(
    key,
  );
/** Rows are found by these; AWS makes them. */
const isLogic = (key: string): boolean => /^(?:status|lastStatus|version|phase)$/.test(key);

/** The gateway with the texts that it answers replaced, but those that rows are found by. */
function hostileGateway<G extends object>(gateway: G, keep: (key: string) => boolean): G {
  const evil = (value: unknown): unknown => poisoned(value, (key) => isText(key) && !keep(key));
  return new Proxy(gateway, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(member, target, args);
        if (answer instanceof Promise) return answer.then(evil);
        if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer;
        return (async function* () {
          for await (const page of answer as AsyncIterable<unknown>) yield evil(page);
        })();
      };
    },
  });
}

async function walk(node: TreeNode, visit: (node: TreeNode) => void, depth = 6): Promise<number> {
  visit(node);
  if (depth === 0) return 1;
  let count = 1;
  for (const child of await childrenOf(node)) count += await walk(child, visit, depth - 1);
  return count;
}

function check(node: TreeNode): void {
  const row = render(node, at);
  for (const [place, text] of Object.entries({ label: row.label, description: row.description, spoken: row.spoken }))
    if (text !== undefined) assertPlainLine(text, `${place} of ${node.kind}`);
  for (const line of (row.tooltip ?? '').split('\n')) assertPlainLine(line, `tooltip of ${node.kind}`, 5000);
  assert.doesNotMatch(row.contextValue, /evil/);
  assert.doesNotMatch(row.command ?? '', /evil/);
  const tooltip = tooltipOf(node);
  if (tooltip !== undefined) assertInertMarkdown(tooltip, `tooltip of ${node.kind}`);
}

function tooltipOf(node: TreeNode): string | undefined {
  if (node.kind === 'cluster' && node.cluster.kind === 'eks') return clusterTooltip(node.cluster, at);
  if (node.kind !== 'host') return undefined;
  const facts = { host: node.host, tasks: [], now: at.now, readAt: at.now };
  return hostTooltip(node, at, disconnectionOf(facts));
}

describe('hostile names, in the tree', () => {
  let connection: DemoConnection;
  before(async () => {
    connection = await connectTo(homeWorld({ region: 'eu-central-1' }), { unpaced: true });
  });
  after(() => connection.close());

  for (const [what, keep] of [
    ['in texts that people write', isLogic],
    ['in all texts that AWS answers', (): boolean => false],
  ] as const) {
    it(`stay text ${what}`, async () => {
      const { fleet: gateway, demo } = connection;
      const ref = { source: { kind: 'profile', profile: hostileTexts[0] ?? '' }, region: demo.region } as const;
      const fleet = new AccountFleet(ref, hostileGateway<FleetGateway>(gateway, keep));
      const kinds = new Set<string>();
      let hostile = 0;
      const count = await walk(accountNode(fleet), (node) => {
        kinds.add(node.kind);
        if (render(node, at).spoken.includes('evil')) hostile++;
        check(node);
      });
      assert.ok(count > 20 && hostile > 10, `${count} rows, ${hostile} of them hostile`);
      for (const kind of ['account', 'cluster', 'host', 'task']) assert.ok(kinds.has(kind), kind);
    });
  }

  it('stay text in activations', async () => {
    const { fleet: gateway } = connection;
    let seen = 0;
    for await (const page of hostileGateway<FleetGateway>(gateway, () => false).activations()) {
      for (const activation of page) {
        const subject = { activation, codeKnown: false } as Parameters<typeof activationTooltip>[0];
        assertInertMarkdown(activationTooltip(subject, at), 'tooltip of an activation');
        seen++;
      }
    }
    assert.ok(seen > 0);
  });

  it('stay text in what AWS says of a failure', async () => {
    for (const text of hostileTexts) {
      const failing = new Proxy({} as FleetGateway, {
        get: () => () => {
          throw new Failure('accessDenied', text, { service: 'ECS', operation: 'ListClusters' });
        },
      });
      const ref = { source: { kind: 'environment' }, region: 'eu-central-1' } as const;
      const fleet = new AccountFleet(ref, failing);
      for (const child of await childrenOf(accountNode(fleet))) check(child);
    }
  });
});
