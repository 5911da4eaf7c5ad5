import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { check } from '../check.ts';
import { parseDocument } from '../parse/parseDocument.ts';
import { factsOfTags } from './testing/checking.ts';

const folder = path.join(import.meta.dirname, 'golden');

/**
 * As people write them, with nothing wrong: how many definitions, or workloads of Kubernetes, and services, and the few
 * hints that are right.
 */
const texts: Readonly<Record<string, readonly [definitions: number, services: number, ...hints: string[]]>> = {
  'anchors.yaml': [2, 1],
  'array.json': [2, 0],
  'cdk.template.json': [1, 1],
  'conditions.yaml': [1, 1],
  'described.json': [1, 0, 'read-only-fields'],
  'daemonset.yaml': [1, 0],
  'external-service.tf': [1, 1],
  'fargate-ec2.json': [1, 0],
  'firelens.jsonc': [1, 0],
  'gpu.json': [1, 0],
  'helm.yaml': [1, 0],
  'heredoc.tf': [3, 0],
  'kubectl-list.json': [1, 0],
  'kustomize.yaml': [3, 0],
  'loops.yaml': [1, 0],
  'module.tf': [1, 1],
  'pipeline.json': [1, 0],
  'sam.yaml': [1, 1],
  // A template is one document; of several the first one is read.
  'several.yaml': [1, 0],
  'sidecars.yaml': [1, 1],
  'skeleton.json': [1, 0],
  'windows.json': [1, 0],
};

describe('task definitions and manifests as people write them', () => {
  it('are all known here', () => {
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(texts).sort());
  });

  for (const [fileName, [definitions, services, ...hints]] of Object.entries(texts)) {
    it(`${fileName} is fine, with any line breaks`, async () => {
      const hcl = await hclParser();
      const lf = readFileSync(path.join(folder, fileName), 'utf8');
      for (const text of [lf, lf.replaceAll('\n', '\r\n'), `\uFEFF${lf}`]) {
        const document = parseDocument({ text, languageId: 'plaintext', fileName }, hcl);
        const findings = check(text, document, factsOfTags, {}, (rule, error) =>
          assert.fail(`${rule}: ${String(error)}`),
        );
        const { length } = [...document.definitions, ...(document.workloads ?? [])];
        assert.deepEqual([length, document.services.length], [definitions, services]);
        assert.deepEqual(
          findings.map(({ rule }) => rule),
          hints,
        );
      }
    });
  }
});
