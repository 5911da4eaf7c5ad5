import assert from 'node:assert/strict';
import { kubeClient } from '../../../test/unit/kubeRequests.ts';
import type { KubeClient } from '../../../test/unit/kubeRequests.ts';
import { startDemoAccount } from '../account.ts';
import type { DemoAccount } from '../account.ts';
import type { KubeFault } from './faults.ts';

describe('faults of the Kubernetes API of the demo account', () => {
  let demo: DemoAccount;
  let kube: KubeClient;
  before(async () => {
    demo = await startDemoAccount();
    kube = await kubeClient(demo, 'orchard');
  });
  afterEach(() => demo.kubernetes.faults.clear());
  after(() => demo.stop());

  const nodes = '/api/v1/nodes?limit=2';
  const set = (fault: KubeFault, times = 1): void => {
    demo.kubernetes.faults.add({ cluster: 'orchard', resource: 'nodes', times, fault });
  };
  const codeOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'no error',
      (error: unknown) => (error as NodeJS.ErrnoException).code ?? (error as Error).message,
    );
  const refusal = async (path = nodes): Promise<string> => {
    const { status, text } = await kube.get(path);
    const { reason = '', message = '' } = JSON.parse(text) as { reason?: string; message?: string };
    return `${status} ${reason}: ${message}`;
  };

  it('present a certificate of another authority', async () => {
    demo.kubernetes.faults.add({ cluster: 'orchard', times: 1, fault: { kind: 'foreign-certificate' } });
    assert.equal(await codeOf(kube.get(nodes)), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    assert.equal((await kube.get(nodes)).status, 200);
  });

  it('present a certificate that nobody vouches for, for another name, or whose time is over', async () => {
    for (const [as, code] of [
      ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['expired', 'CERT_HAS_EXPIRED'],
    ] as const) {
      demo.kubernetes.faults.add({ cluster: 'orchard', times: 1, fault: { kind: 'foreign-certificate', as } });
      assert.equal(await codeOf(kube.get(nodes)), code);
    }
  });

  it('answer in its place, by another name, or with an empty page', async () => {
    set({ kind: 'between', status: 407 });
    const { status, type } = await kube.get(nodes);
    assert.deepEqual([status, type], [407, 'text/html; charset=utf-8']);
    set({ kind: 'wrong-type', type: 'text/plain' });
    assert.equal((await kube.get(nodes)).type, 'text/plain');
    set({ kind: 'empty-pages', pages: 2 }, 3);
    const lengths: number[] = [];
    let position = '';
    do {
      const page = await kube.json<{ items: unknown[]; metadata: { continue?: string } }>(
        `/api/v1/nodes?limit=4&continue=${position}`,
      );
      lengths.push(page.items.length);
      position = page.metadata.continue ?? '';
    } while (position !== '');
    assert.deepEqual(lengths, [0, 0, 4, 2]);
  });

  it('are met by the requests behind the first ones', async () => {
    demo.kubernetes.faults.add({ cluster: 'orchard', after: 1, times: 1, fault: { kind: 'forbid' } });
    const statuses = [await kube.get(nodes), await kube.get(nodes), await kube.get(nodes)].map(({ status }) => status);
    assert.deepEqual(statuses, [200, 403, 200]);
  });

  it('refuse a token, a verb, or all for a while', async () => {
    set({ kind: 'unauthorized' });
    assert.equal(await refusal(), '401 Unauthorized: Unauthorized');
    set({ kind: 'forbid' });
    assert.equal(
      await refusal(),
      '403 Forbidden: nodes is forbidden: User "arn:aws:iam::111122223333:user/demo" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    set({ kind: 'status', code: 429, reason: 'TooManyRequests', message: 'Too many requests' });
    assert.equal(await refusal(), '429 TooManyRequests: Too many requests');
    assert.equal((await kube.get(nodes)).status, 200);
    assert.deepEqual(
      demo.kubernetes.calls.slice(-4).map(({ verb, resource, status }) => `${verb} ${resource} ${status}`),
      ['list nodes 401', 'list nodes 403', 'list nodes 429', 'list nodes 200'],
    );
  });

  it('concern the cluster, the verb and the resource that they name', async () => {
    demo.kubernetes.faults.add({ cluster: 'lab', fault: { kind: 'forbid' } });
    demo.kubernetes.faults.add({ verb: 'get', resource: 'nodes', fault: { kind: 'forbid' } });
    const statuses = async (): Promise<(number | undefined)[]> => [
      (await kube.get('/api/v1/pods')).status,
      (await kube.get(nodes)).status,
      (await kube.get('/api/v1/nodes/none')).status,
      (await kube.get('/apis')).status,
    ];
    assert.deepEqual(await statuses(), [200, 200, 403, 200]);
  });

  it('never answer, or late', async () => {
    set({ kind: 'hang' });
    const ended = codeOf(kube.get(nodes, { signal: AbortSignal.timeout(50) }));
    assert.equal(await ended, 'ABORT_ERR');
    set({ kind: 'latency', ms: 40 });
    const startedAt = performance.now();
    assert.equal((await kube.get(nodes)).status, 200);
    assert.ok(performance.now() - startedAt >= 38);
  });

  it('forget a list in the middle, and tell where it may be taken up', async () => {
    const first = await kube.json<{ metadata: { continue: string } }>(nodes);
    set({ kind: 'gone' });
    const again = await kube.get(nodes);
    assert.equal(again.status, 200, 'a new list is not concerned');
    const gone = await kube.get(`${nodes}&continue=${first.metadata.continue}`);
    const status = JSON.parse(gone.text) as { reason: string; metadata: { continue: string } };
    assert.deepEqual([gone.status, status.reason], [410, 'Expired']);
    assert.match(status.metadata.continue, /./);
    const rest = await kube.json<{ items: unknown[] }>(`/api/v1/nodes?continue=${status.metadata.continue}`);
    assert.equal(rest.items.length, 4);
  });

  it('name a page as its own next one', async () => {
    const pageAt = (
      position: string,
    ): Promise<{ items: { metadata: { name: string } }[]; metadata: { continue: string } }> =>
      kube.json(`${nodes}&continue=${position}`);
    set({ kind: 'repeat-continue' }, 3);
    const first = await pageAt('');
    const second = await pageAt(first.metadata.continue);
    const third = await pageAt(second.metadata.continue);
    assert.equal(second.metadata.continue, third.metadata.continue);
    assert.deepEqual(second.items, third.items);
  });

  it('cut an answer, spoil it, or lose the connection', async () => {
    set({ kind: 'truncate' });
    assert.equal(await codeOf(kube.get(nodes)), 'ECONNRESET');
    set({ kind: 'malformed' });
    await assert.rejects(kube.json(nodes), SyntaxError);
    for (const kind of ['reset-before', 'reset-after'] as const) {
      set({ kind });
      assert.equal(await codeOf(kube.get(nodes)), 'ECONNRESET');
    }
    set({ kind: 'stall' });
    assert.match(await codeOf(kube.get(nodes, { signal: AbortSignal.timeout(200) })), /ABORT_ERR|ECONNRESET/);
  });

  it('end with the account', async () => {
    const other = await startDemoAccount();
    const client = await kubeClient(other, 'lab');
    other.kubernetes.faults.add({ fault: { kind: 'hang' } });
    const hanging = codeOf(client.get('/version'));
    await client.get('/version', { signal: AbortSignal.timeout(20) }).catch(() => undefined);
    await other.stop();
    assert.equal(await hanging, 'ECONNRESET');
    assert.equal(await codeOf(client.get('/version')), 'ECONNREFUSED');
  });
});
