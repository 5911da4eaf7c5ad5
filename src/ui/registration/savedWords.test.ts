import assert from 'node:assert/strict';
import { savedWords } from './savedWords.ts';

const play = { name: 'register-web.yml', holdsSecret: false };
const inventory = { name: 'inventory-web.yml', holdsSecret: false };
const script = { name: 'register-web.sh', holdsSecret: true };

describe('savedWords', () => {
  it('name the file that holds the secret', () => {
    const [file, folder] = ['/home/me/register-web.sh', '/home/me'].map((path) => ({ path, isPrivate: true }));
    assert.equal(savedWords([script], file!), 'Saved register-web.sh. It holds a secret: delete it after use.');
    assert.equal(
      savedWords([play, inventory, script], folder!),
      'Saved 3 files in /home/me. register-web.sh holds a secret: delete it after use.',
    );
  });

  it('say where others may read it', () => {
    const shared = { path: '/share', isPrivate: false };
    for (const files of [[script], [play, script]])
      assert.match(savedWords(files, shared), /holds a secret, and others there may be able to read it\.$/);
  });

  it('speak of no secret where there is none', () => {
    const folder = { path: '/home/me', isPrivate: true };
    assert.equal(savedWords([play], { ...folder, path: 'C:\\me\\play.yml' }), 'Saved play.yml.');
    assert.equal(savedWords([play, inventory], folder), 'Saved 2 files in /home/me.');
  });

  it('draw no icon of a path', () => {
    const words = savedWords([script], { path: '/home/$(bug) a.sh', isPrivate: true });
    assert.match(words, /\\\$\(bug\)/);
  });
});
