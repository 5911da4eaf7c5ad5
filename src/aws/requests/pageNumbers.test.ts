import assert from 'node:assert/strict';
import { PageNumbers } from './pageNumbers.ts';

describe('PageNumbers', () => {
  it('counts the pages of a list, by whatever name its service gives to the token', () => {
    const pages = new PageNumbers();
    for (const name of ['nextToken', 'NextToken', 'nextPageToken', 'Marker']) {
      assert.equal(pages.of('ListThings', {}), 1);
      pages.answered('ListThings', 1, { [name]: `${name} a` });
      assert.equal(pages.of('ListThings', { [name]: `${name} a` }), 2);
      pages.answered('ListThings', 2, { [name]: `${name} b` });
      assert.equal(pages.of('ListThings', { [name]: `${name} b` }), 3);
    }
  });

  it('tells lists apart, and calls a page the first of whose list nothing is known', () => {
    const pages = new PageNumbers();
    pages.answered('ListTasks', 1, { nextToken: 'x' });
    assert.equal(pages.of('ListServices', { nextToken: 'x' }), 1);
    pages.answered('ListTasks', 1, {});
    assert.equal(pages.of('ListTasks', { nextToken: '' }), 1);
  });

  it('does not count up where a log ends, which answers with the token it was asked with', () => {
    const pages = new PageNumbers();
    for (let ask = 0; ask < 5; ask++) {
      const page = pages.of('GetLogEvents', ask === 0 ? {} : { nextToken: 'f/1' });
      assert.equal(page, ask === 0 ? 1 : 2);
      pages.answered('GetLogEvents', page, { nextForwardToken: 'f/1' });
    }
  });

  it('forgets lists that nobody went on with', () => {
    const pages = new PageNumbers();
    for (let list = 0; list < 1000; list++) pages.answered('ListTasks', 1, { nextToken: String(list) });
    assert.equal(pages.of('ListTasks', { nextToken: '0' }), 1);
    assert.equal(pages.of('ListTasks', { nextToken: '999' }), 2);
  });
});
