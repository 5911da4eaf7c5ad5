import assert from 'node:assert/strict';
import { drawnTogether } from './drawnTogether.ts';
import type { TreeNode } from './nodes.ts';

// Of a row only its parent counts here; the name is for whoever reads a failure.
const row = (name: string, parent?: TreeNode): TreeNode => ({ name, parent }) as unknown as TreeNode;

const [one, other] = [row('one'), row('other')];
const [farm, shop] = [row('farm', one), row('shop', one)];
const [rack, till] = [row('rack', farm), row('till', shop)];
const far = row('far', other);

function drawn(rows: readonly TreeNode[], ...unfolded: readonly TreeNode[]): string {
  const names = drawnTogether(rows, (each) => unfolded.includes(each)) as
    readonly { readonly name: string }[] | undefined;
  return names?.map(({ name }) => name).join(' ') ?? 'all';
}

describe('rows that are drawn anew together', () => {
  it('are those that changed, where one at most is unfolded', () => {
    assert.equal(drawn([]), '');
    assert.equal(drawn([farm, shop, till]), 'farm shop till');
    assert.equal(drawn([farm, shop, till], farm, one), 'farm shop till');
  });

  it('are what several unfolded ones stand under, and what does not stand there', () => {
    assert.equal(drawn([farm, till, shop, far], farm, shop), 'one far');
    assert.equal(drawn([rack, shop], rack, shop), 'one');
    assert.equal(drawn([rack, farm, till], rack, farm), 'farm till');
  });

  it('are all, where nothing but the view is above them', () => {
    assert.equal(drawn([one, other], one, other), 'all');
    assert.equal(drawn([rack, far, till], rack, far), 'all');
  });
});
