import assert from 'node:assert/strict';
import type { LiveValue } from '../../core/names/liveNames.ts';
import { message } from '../../core/text/message.ts';
import { liveLabel } from './liveWords.ts';

describe('how values of the account are listed', () => {
  const label = (value: LiveValue): string => {
    const { label: name, description } = liveLabel(value, 'en');
    return description === undefined ? name : `${name} — ${description}`;
  };

  it('with what tells them from others', () => {
    const uri = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/hub';
    assert.equal(label({ kind: 'role', value: 'arn:aws:iam::111122223333:role/a/web', name: 'web' }), 'web');
    assert.equal(
      label({ kind: 'repository', value: uri, name: 'home/hub', region: 'eu-central-1' }),
      'home/hub — eu-central-1',
    );
    assert.equal(label({ kind: 'cluster', value: 'home', region: 'eu-west-1' }), 'home — eu-west-1');
    assert.equal(
      label({ kind: 'region', value: 'eu-west-1', name: message('Europe (Ireland)') }),
      'eu-west-1 — Europe (Ireland)',
    );
    assert.equal(label({ kind: 'logGroup', value: '/ecs/web', retentionInDays: 1 }), '/ecs/web — kept for 1 day');
    assert.equal(label({ kind: 'logGroup', value: '/ecs/web' }), '/ecs/web — never expires');
  });

  it('tags by when they were pushed, and by how large they are at most', () => {
    const pushedAt = Date.UTC(2026, 10, 13, 12);
    assert.equal(
      label({ kind: 'tag', value: '1.4.2', pushedAt, bytes: 82_500_000 }),
      '1.4.2 — pushed Nov 13, 2026 · at most 83 MB',
    );
    assert.equal(label({ kind: 'tag', value: '1.4.2', bytes: 1_500_000 }), '1.4.2 — at most 1.5 MB');
  });

  it('without what VS Code would draw as an icon', () => {
    assert.equal(label({ kind: 'role', value: 'x', name: '$(trash)' }), String.raw`\$(trash)`);
  });
});
