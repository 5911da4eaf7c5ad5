import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../../test/helpers.ts';
import { Emitter } from '../../core/event.ts';
import { whileVisible } from './countdown.ts';

describe('whileVisible', () => {
  it('ticks while the view can be seen, and as it comes back', async () => {
    const visibility = new Emitter<{ visible: boolean }>();
    const view = { visible: false, onDidChangeVisibility: visibility.event };
    const show = (visible: boolean): void => {
      view.visible = visible;
      visibility.fire({ visible });
    };
    let count = 0;
    const ticks = (): number => count;
    const watch = whileVisible(view, () => count++, 2);
    await setTimeout(10);
    assert.equal(ticks(), 0, 'nobody sees it');
    show(true);
    assert.equal(ticks(), 1);
    await eventually(() => {
      assert.ok(ticks() >= 3);
      return Promise.resolve();
    });
    show(false);
    const hidden = ticks();
    await setTimeout(10);
    assert.equal(ticks(), hidden);
    show(true);
    watch.dispose();
    await setTimeout(10);
    assert.equal(ticks(), hidden + 1);
  });
});
