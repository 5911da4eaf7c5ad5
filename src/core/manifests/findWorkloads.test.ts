import assert from 'node:assert/strict';
import { parseDocument } from '../taskdef/parse/parseDocument.ts';
import { looksLikeTaskDefinition, type ParseInput } from '../taskdef/parse/sniff.ts';
import { property, textOf } from '../taskdef/node.ts';
import { podContainers, type WorkloadSource } from './workload.ts';

const pod = '{ containers: [{ name: a, image: "web:1" }] }';
const templated = `{ template: { spec: ${pod} } }`;

describe('workloads in a text', () => {
  const inputOf = (text: string, languageId = 'yaml'): ParseInput => ({ text, languageId, fileName: 'a' });
  const workloadsIn = (text: string, languageId?: string): readonly WorkloadSource[] =>
    parseDocument(inputOf(text, languageId), undefined).workloads ?? [];
  const images = (text: string, languageId?: string): readonly unknown[] =>
    workloadsIn(text, languageId).map((workload) => [
      workload.kind,
      ...podContainers(workload).map((each) => textOf(property(each, 'image')) ?? property(each, 'image')?.kind),
    ]);

  it('are those of the kinds that run pods, by their shape', () => {
    for (const [kind, spec] of [
      ['Pod', pod],
      ['Deployment', templated],
      ['ReplicaSet', templated],
      ['ReplicationController', templated],
      ['StatefulSet', templated],
      ['DaemonSet', templated],
      ['Job', templated],
      ['CronJob', `{ jobTemplate: { spec: ${templated} } }`],
    ] as const) {
      const text = `apiVersion: x/v1\nkind: ${kind}\nspec: ${spec}\n`;
      assert.ok(looksLikeTaskDefinition(inputOf(text)));
      assert.deepEqual(images(text), [[kind, 'web:1']]);
    }
    for (const text of [
      `apiVersion: v1\nkind: Service\nspec: ${pod}\n`,
      `apiVersion: v1\nkind: constructor\nspec: ${pod}\n`,
      `kind: Pod\nspec: ${pod}\n`,
      `apiVersion: v1\nkind: Deployment\nspec: ${pod}\n`,
      `apiVersion: v1\nkind: Pod\nspec: { containerz: [] }\n# containers`,
      'apiVersion: v1\nkind: Pod\nspec: containers\n',
      'containers: [apiVersion, kind, image]\n',
    ]) {
      assert.deepEqual(workloadsIn(text), [], text);
    }
  });

  it('may be several, in documents and lists, of which each has its own place and name', () => {
    const one = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: ${pod}\n`;
    const list = `apiVersion: v1\nkind: PodList\nitems:\n  - ${one('c').trimEnd().replaceAll('\n', '\n    ')}\n`;
    const text = `# first\n${one('a')}---\nkind: Secret\ndata: { a: "{{[" }\n---\n${one('b')}--- # more\n${list}`;
    const found = workloadsIn(text);
    assert.deepEqual(
      found.map(({ name, anchor, format }) => [name, text.slice(anchor.offset, anchor.offset + anchor.length), format]),
      ['a', 'b', 'c'].map((name) => [name, 'apiVersion', 'yaml']),
    );
    assert.deepEqual(images(text.replaceAll('\n', '\r\n')).length, 3);
    // An anchor counts in its own document only.
    assert.deepEqual(images(`a: &web web:2\n---\napiVersion: v1\nkind: Pod\nspec: { containers: [{ image: *web }] }`), [
      ['Pod', 'reference'],
    ]);
  });

  it('are found in JSON too', () => {
    const value = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'a', image: 'web:1' }] } };
    for (const text of [JSON.stringify(value), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [value] })]) {
      assert.ok(looksLikeTaskDefinition(inputOf(text, 'json')));
      assert.deepEqual(images(text, 'json'), [['Pod', 'web:1']]);
      assert.deepEqual(images(text), [['Pod', 'web:1']]);
    }
    // A list that goes on in itself ends.
    const nested = (depth: number): object =>
      depth === 0 ? value : { apiVersion: 'v1', kind: 'List', items: [nested(depth - 1)] };
    assert.deepEqual(images(JSON.stringify(nested(20)), 'json'), []);
  });

  it('have what a template fills in as unknown', () => {
    const text = `{{- if .Values.on }}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "labels" . | nindent 2 }}
spec:
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image }}:{{ .Values.tag }}"
        - image: registry/$(NAME):1
        - image: {{ .Values.other
        - image: web:1
{{- end }}
`;
    assert.deepEqual(images(text), [['Deployment', 'reference', 'reference', 'reference', 'web:1']]);
    assert.deepEqual(
      workloadsIn(text).map(({ isPartial }) => isPartial),
      [true],
    );
    const whole = text.replace('  {{- include "labels" . | nindent 2 }}', '  name: a');
    assert.deepEqual(
      workloadsIn(whole).map(({ isPartial }) => isPartial),
      [undefined],
    );
    // What a line behind the last value brings.
    assert.equal(workloadsIn(whole.replace('{{- end }}', '      {{- toYaml .more }}'))[0]?.isPartial, true);
  });

  it('are read while they are typed', () => {
    const text = `apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      image:
    - name: b
      image: web:1
      env: [{ name: A, value: "b }
`;
    assert.deepEqual(images(text), [['Pod', undefined, 'web:1']]);
    assert.deepEqual(images('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n'), [['Pod']]);
  });

  it('cost other files a search for a word or three', () => {
    for (const text of [
      'services: { web: { image: web } }',
      'apiVersion: v1\nkind: Service\n',
      'containers: image\n',
    ]) {
      assert.equal(looksLikeTaskDefinition(inputOf(text)), false, text);
    }
  });
});
