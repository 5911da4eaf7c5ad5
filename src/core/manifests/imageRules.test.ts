import assert from 'node:assert/strict';
import type { RuleFacts } from '../taskdef/rule.ts';
import { messageText } from '../text/message.ts';
import { factsOfTags, findingsIn, fixed, textAt } from '../taskdef/rules/testing/checking.ts';
import { hybridLabels, type PodHost } from './podHosts.ts';

/** What rules say of manifests, beyond their examples. */

const host = (architecture: string): PodHost => ({
  name: architecture,
  nodeName: architecture,
  architecture,
  labels: hybridLabels,
  hasAllLabels: true,
});
const atHome: RuleFacts = { ...factsOfTags, podHosts: [host('arm64'), host('amd64')] };

const manifest = (container: string, pod = ''): string => `apiVersion: v1
kind: Pod
spec:
  ${pod}
  containers:
    - ${container.replaceAll('; ', '\n      ')}
`;

const told = (text: string, facts: RuleFacts = atHome): readonly string[] =>
  findingsIn(text, { facts }).map((each) => `${each.rule} ${textAt(text, each)}: ${messageText(each.message)}`);

describe('image rules in manifests', () => {
  it('tell of images that do not run on the hosts that are left', () => {
    const image = 'image: a.example/web:amd64';
    const lacking = (where: string): string =>
      `image-architecture a.example/web:amd64: This image is for amd64, and the pod may run on ${where}`;
    assert.deepEqual(told(manifest(image)), [lacking('arm64')]);
    assert.deepEqual(told(manifest(image, 'nodeSelector: { kubernetes.io/arch: arm64 }')), [lacking('arm64')]);
    assert.deepEqual(told(manifest(image, 'nodeSelector: { kubernetes.io/arch: amd64 }')), []);
    assert.deepEqual(told(manifest(image, 'nodeName: amd64')), []);
    // What the text asks for counts where no hosts are known.
    assert.deepEqual(told(manifest(image), factsOfTags), []);
    assert.deepEqual(told(manifest(image, 'nodeSelector: { kubernetes.io/arch: arm64 }'), factsOfTags), [
      lacking('arm64'),
    ]);
    // Nor is there a word where a template may place it, or may not.
    assert.deepEqual(told(manifest(image, '{{ include "placement" . }}')), []);
    assert.deepEqual(told(manifest(image, 'nodeSelector: { kubernetes.io/os: windows }')), []);
    assert.deepEqual(told(manifest('image: a.example/web:$(TAG)')), []);
    const windows: RuleFacts = { ...atHome, image: () => ({ platforms: [{ os: 'windows', architecture: 'amd64' }] }) };
    assert.deepEqual(told(manifest(image), windows), [
      'image-architecture a.example/web:amd64: This image is not for Linux',
    ]);
  });

  it('tell of tags that move, and of what that does to every start', () => {
    const always = 'The tag latest may mean another image tomorrow, and every start asks for it anew: name a version';
    assert.deepEqual(told(manifest('image: registry.k8s.io/web:latest')), [
      `image-tag registry.k8s.io/web:latest: ${always}`,
    ]);
    assert.deepEqual(told(manifest('image: registry.k8s.io/web; imagePullPolicy: Always')), [
      `image-tag registry.k8s.io/web: ${always}`,
    ]);
    assert.deepEqual(told(manifest('image: registry.k8s.io/web; imagePullPolicy: IfNotPresent')), [
      'image-tag registry.k8s.io/web: An image without a tag has the tag latest, which may mean another image tomorrow: name a version',
    ]);
    for (const policy of ['Never', '$(POLICY)', '']) {
      assert.deepEqual(told(manifest(`image: registry.k8s.io/web:latest; imagePullPolicy: ${policy}`)), [
        'image-tag registry.k8s.io/web:latest: The tag latest may mean another image tomorrow: name a version',
      ]);
    }
    assert.deepEqual(told(manifest('image: "registry.k8s.io/web:{{ .tag }}"')), []);
    // Also of what runs first.
    assert.equal(told(manifest('image: a.io/a:1', 'initContainers: [{ image: "a.io/b" }]')).length, 1);
  });

  it('tell of starts that need the registry, outside AWS', () => {
    const digest = `registry.k8s.io/web@sha256:${'0'.repeat(64)}`;
    const starts = 'image-pull-policy Always: Every start asks the registry, and fails while it is out of reach';
    assert.deepEqual(told(manifest(`image: ${digest}; imagePullPolicy: Always`)), [
      `${starts}, though a digest never changes`,
    ]);
    const fixedTag = manifest('image: registry.k8s.io/web:1; imagePullPolicy: Always');
    assert.deepEqual(told(fixedTag), [`${starts}, even if the host has this version`]);
    assert.deepEqual(told(fixedTag, factsOfTags), []);
    assert.deepEqual(told(manifest('image: registry.k8s.io/web:1; imagePullPolicy: "{{ .policy }}"')), []);
    const [finding] = findingsIn(fixedTag, { facts: atHome });
    assert.equal(fixed(fixedTag, finding!.fixes[0]!), fixedTag.replace('Always', 'IfNotPresent'));
  });

  it('tell of Docker Hub behind one address, outside AWS', () => {
    const limit = 'docker-hub nginx:1.29: Hosts behind one internet connection share the pull limit of Docker Hub';
    assert.deepEqual(told(manifest('image: nginx:1.29')), [limit]);
    assert.deepEqual(told(manifest('image: nginx:1.29', 'imagePullSecrets: [{ name: hub }]')), []);
    assert.deepEqual(told(manifest('image: nginx:1.29'), factsOfTags), []);
    assert.deepEqual(
      told(manifest('image: nginx:1.29', 'nodeSelector: { eks.amazonaws.com/compute-type: hybrid }'), {}),
      [limit],
    );
    assert.deepEqual(told(manifest('image: nginx:1.29', 'nodeSelector: { eks.amazonaws.com/compute-type: auto }')), []);
  });

  it('can be set by their ids, as in task definitions', () => {
    const text = manifest('image: web');
    const severities = { 'image-tag': 'error', 'docker-hub': 'off' } as const;
    assert.deepEqual(
      findingsIn(text, { facts: atHome, settings: { severities } }).map(({ rule, severity }) => [rule, severity]),
      [['image-tag', 'error']],
    );
  });
});
