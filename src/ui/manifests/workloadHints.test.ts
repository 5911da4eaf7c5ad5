import assert from 'node:assert/strict';
import { imageVariant } from '../../../test/unit/imageLiterals.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { hybridLabels, type PodHost } from '../../core/manifests/podHosts.ts';
import { parseDocument } from '../../core/taskdef/parse/parseDocument.ts';
import type { HintPodHosts } from '../taskdef/hostKinds.ts';
import type { ImageHint } from '../taskdef/imageHint.ts';
import { rollOutWords } from '../taskdef/words.ts';
import { reachWords } from './words.ts';
import { workloadHints, type WorkloadHints } from './workloadHints.ts';

const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1';
const asOf = Date.UTC(2026, 10, 22, 12);

const details: ImageDetails = { digest: 'd', variants: [imageVariant('arm64', 100e6), imageVariant('amd64', 150e6)] };

const host = (name: string, architecture: string): PodHost => ({
  name,
  nodeName: name,
  architecture,
  labels: hybridLabels,
  hasAllLabels: false,
});
const nodes = [host('pi-1', 'arm64'), host('pi-2', 'arm64'), host('tower', 'amd64')];
const hosts: HintPodHosts = {
  account: { source: { kind: 'demo' }, region: 'eu-central-1' },
  cluster: { arn: 'arn', name: 'lab' },
  asOf,
  isOld: false,
  nodes,
};

describe('hints of a manifest', () => {
  const hintsOf = (
    kind: string,
    more = '',
    podHosts: HintPodHosts | undefined = hosts,
    written = image,
  ): WorkloadHints => {
    const text = `apiVersion: apps/v1
kind: ${kind}
spec:
  ${kind === 'DaemonSet' ? '' : 'replicas: 2'}
  template:
    spec:
      ${more}
      containers:
        - name: web
          image: ${written}
`;
    const [workload] = parseDocument({ text, languageId: 'yaml', fileName: 'a' }, undefined).workloads ?? [];
    assert.ok(workload);
    const facts = { podHosts, image: () => ({ details, asOf }), isEarlier: () => false, mayAsk: true };
    return workloadHints(workload, facts, { prices: shippedPrices });
  };
  const sizes = ({ images }: WorkloadHints): unknown => {
    return images.map((each) => each.sizes.map(({ architecture, size }) => `${architecture} ${size.bytes / 1e6}`));
  };
  const rollOut = ({ images: [first] }: { readonly images: readonly ImageHint[] }): string | undefined =>
    first?.rollOut && rollOutWords(first.rollOut, 'en');

  it('are sizes for the hosts that are left, and a roll-out to all of them', () => {
    const all = hintsOf('DaemonSet');
    assert.deepEqual(sizes(all), [['arm64 100', 'amd64 150']]);
    assert.equal(rollOut(all), 'a roll-out to 3 hosts transfers 350 MB, $0.00 to $0.03');
    assert.equal(reachWords(all, { locale: 'en', now: asOf }), 'may run on 3 of 3 hosts in lab');
    const some = hintsOf('DaemonSet', 'nodeSelector: { kubernetes.io/arch: arm64 }');
    assert.deepEqual(sizes(some), [['arm64 100']]);
    assert.equal(rollOut(some), 'a roll-out to 2 hosts transfers 200 MB, $0.00 to $0.02');
    assert.equal(
      reachWords(some, { locale: 'en', now: asOf + 3_600_000 }),
      'may run on 2 of 3 hosts in lab, as of 60 minutes ago',
    );
  });

  it('reach as many hosts as there are replicas, at most, and those that download most', () => {
    assert.equal(rollOut(hintsOf('Deployment')), 'a roll-out to at most 2 hosts transfers 250 MB, $0.00 to $0.02');
    assert.equal(
      rollOut(hintsOf('Deployment', 'nodeName: tower')),
      'a roll-out to one host transfers 150 MB, $0.00 to $0.01',
    );
  });

  it('are sizes alone where the hosts are not known', () => {
    for (const unknown of [
      hintsOf('DaemonSet', '', { ...hosts, nodes: [] }),
      hintsOf('DaemonSet', 'nodeSelector: { room: lab }'),
      hintsOf('DaemonSet', 'nodeSelector:'),
      hintsOf('DaemonSet', '{{ include "placement" . }}'),
    ]) {
      assert.deepEqual(sizes(unknown), [['arm64 100', 'amd64 150']]);
      assert.equal(rollOut(unknown), undefined);
      assert.equal(reachWords(unknown, { locale: 'en', now: asOf }), '');
    }
    const asked = hintsOf('DaemonSet', 'nodeSelector: { kubernetes.io/arch: arm64 }', { ...hosts, nodes: [] });
    assert.deepEqual(sizes(asked), [['arm64 100']]);
    const { name, nodeName, labels, hasAllLabels } = host('a', '');
    const nameless: PodHost = { name, nodeName, labels, hasAllLabels };
    assert.equal(rollOut(hintsOf('DaemonSet', '', { ...hosts, nodes: [...nodes, nameless] })), undefined);
  });

  it('are nothing for images elsewhere, and those that are filled in', () => {
    for (const written of ['nginx:1', 'public.ecr.aws/nginx/nginx:1', '$(IMAGE)', `'{{ .image }}'`, '']) {
      assert.deepEqual(hintsOf('DaemonSet', '', hosts, written).images, [], written);
    }
  });
});
