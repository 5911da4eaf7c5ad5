import assert from 'node:assert/strict';
import { messageText } from '../text/message.ts';
import { sourceWords } from './priceSources.ts';
import { shippedTables } from './shippedPrices.generated.ts';

describe('sources of prices', () => {
  it('have words that can be translated, all that are shipped, and say the same in English', () => {
    for (const { source } of shippedTables.tables) {
      const words = sourceWords(source);
      assert.notEqual(words.template, '{0}', source);
      assert.equal(messageText(words), source);
    }
  });

  it('of which nothing is known stand as they are', () => {
    assert.equal(messageText(sourceWords('Notes of a friend')), 'Notes of a friend');
    assert.equal(messageText(sourceWords('{0}, as AWS quotes it')), '{0}, as AWS quotes it');
  });

  it('are told part by part', () => {
    const source =
      "AWS price list (AmazonECS), in a copy of the data of AWS's pricing pages, with the tiers of us-east-1";
    assert.deepEqual(sourceWords(source), {
      template: '{0}, with the tiers of {1}',
      args: [
        {
          template: "{0}, in a copy of the data of AWS's pricing pages",
          args: [{ template: 'AWS price list ({0})', args: ['AmazonECS'] }],
        },
        'us-east-1',
      ],
    });
  });
});
