import assert from 'node:assert/strict';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { randomNumbers } from '../../../core/randomNumbers.ts';
import { mutated, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import type { TaskDocument } from '../../../core/taskdef/document.ts';
import { parseDocument } from '../../../core/taskdef/parse/parseDocument.ts';
import { handedOver, packed, unpacked } from './protocol.ts';
import { inSlices } from './slices.ts';

describe('What is said between the extension and its parsing thread', () => {
  /** As it comes out at the other end. */
  const sent = (document: TaskDocument): Promise<TaskDocument> => {
    const answer = { task: 'parse', document: packed(document) } as const;
    return inSlices(unpacked(structuredClone(answer, { transfer: [...handedOver(answer)] }).document));
  };

  it('comes out as it went in, whatever the text was', async () => {
    const hcl = await hclParser();
    const random = randomNumbers(11);
    for (let run = 0; run < 100; run++) {
      const document = parseDocument(mutated(wellFormed[run % wellFormed.length]!, random), hcl);
      assert.deepEqual(await sent(document), document);
    }
  });

  it('keeps what numbers and texts can be', async () => {
    const text = `{"containerDefinitions": [-0, 1e999, 1.5, true, null, "\\ud800", "😀", [], {}, [[1], {"a": {}}]], "cpu":}`;
    const document = parseDocument({ text, languageId: 'json', fileName: 'a.json' }, undefined);
    assert.deepEqual(await sent(document), document);
    assert.deepEqual(await sent({ definitions: [], services: [] }), { definitions: [], services: [] });
  });

  it('is unpacked in steps, after which others can have their turn', async () => {
    const text = `{"containerDefinitions": [${'{"name": "web"},'.repeat(20_000)}]}`;
    const document = packed(parseDocument({ text, languageId: 'json', fileName: 'a' }, undefined));
    assert.ok(Array.from(unpacked(document)).length >= 20);

    function* slowly(): Generator<undefined, string> {
      for (let step = 0; step < 3; step++) {
        for (const start = performance.now(); performance.now() - start < 5;);
        yield;
      }
      return 'done';
    }
    let turns = 0;
    const counted = (): void => {
      turns++;
      next = setImmediate(counted);
    };
    let next = setImmediate(counted);
    assert.equal(await inSlices(slowly()), 'done');
    clearImmediate(next);
    assert(turns >= 3, String(turns));
  });
});
