import assert from 'node:assert/strict';
import type { ConsoleTarget } from './consoleUrl.ts';
import { consoleUrl } from './consoleUrl.ts';

const place = { region: 'eu-central-1', consoleHost: 'console.aws.amazon.com' };
const home = 'https://eu-central-1.console.aws.amazon.com';

describe('consoleUrl', () => {
  const expected: readonly (readonly [ConsoleTarget, string])[] = [
    [{ kind: 'account' }, '/console/home'],
    [{ kind: 'ecsCluster', cluster: 'web' }, '/ecs/v2/clusters/web/infrastructure'],
    [
      { kind: 'containerInstance', cluster: 'web', id: '0a1b' },
      '/ecs/v2/clusters/web/infrastructure/container-instances/0a1b',
    ],
    [{ kind: 'task', cluster: 'web', id: '2c3d' }, '/ecs/v2/clusters/web/tasks/2c3d/configuration'],
    [{ kind: 'service', cluster: 'web', name: 'shop' }, '/ecs/v2/clusters/web/services/shop/health'],
    [{ kind: 'eksCluster', cluster: 'k8s' }, '/eks/clusters/k8s'],
    [
      { kind: 'managedNode', id: 'mi-0123456789abcdef0' },
      '/systems-manager/fleet-manager/managed-nodes/mi-0123456789abcdef0/general',
    ],
    [{ kind: 'activations' }, '/systems-manager/activations'],
  ];
  for (const [target, path] of expected) {
    it(`leads to: ${target.kind}`, () => {
      assert.equal(consoleUrl(target, place), `${home}${path}?region=eu-central-1`);
    });
  }

  it('stays on the console whatever the names hold', () => {
    for (const odd of ['a/../../b', '?x=1', '#x', 'a b', '%2e%2e', '"><script>', '👩‍🚀', '\\', "it's"]) {
      const url = new URL(consoleUrl({ kind: 'task', cluster: odd, id: odd }, place));
      assert.equal(url.host, 'eu-central-1.console.aws.amazon.com');
      const encoded = encodeURIComponent(odd).replaceAll("'", '%27');
      assert.equal(
        url.pathname.replaceAll("'", '%27'),
        `/ecs/v2/clusters/${encoded}/tasks/${encoded}/configuration`,
        odd,
      );
      assert.equal(url.search, '?region=eu-central-1');
    }
    const elsewhere = consoleUrl({ kind: 'account' }, { ...place, region: 'evil.example/' });
    assert.ok(elsewhere.startsWith('https://evil.example%2F.console.aws.amazon.com/'));
  });

  it('survives half a surrogate pair', () => {
    assert.ok(consoleUrl({ kind: 'eksCluster', cluster: 'a\ud83d' }, place).includes('/a%EF%BF%BD?'));
  });

  it('follows the partition', () => {
    const url = consoleUrl({ kind: 'account' }, { region: 'cn-north-1', consoleHost: 'console.amazonaws.cn' });
    assert.equal(url, 'https://cn-north-1.console.amazonaws.cn/console/home?region=cn-north-1');
  });
});
