import assert from 'node:assert/strict';
import { Failure } from '../core/failure.ts';
import { proxyOf } from './proxy.ts';

const server = new URL('https://api.prod.example.com');
const HTTPS_PROXY = 'http://proxy:3128';
const of = (env: NodeJS.ProcessEnv, url = server, own?: string): string | undefined => proxyOf(url, own, env)?.href;

describe('proxyOf', () => {
  it('is none unless someone names one', () => {
    assert.equal(of({}), undefined);
    assert.equal(of({ HTTPS_PROXY: '' }), undefined);
  });

  it('is that of the cluster before that of the environment', () => {
    assert.equal(of({ HTTPS_PROXY }), 'http://proxy:3128/');
    assert.equal(of({ https_proxy: 'proxy:3128' }), 'http://proxy:3128/');
    assert.equal(of({ HTTPS_PROXY, NO_PROXY: '*' }, server, 'http://own:1'), 'http://own:1/');
  });

  for (const [NO_PROXY, isExcepted] of [
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['api.prod.example.com', true],
    ['.api.prod.example.com', false],
    ['API.prod.example.com:443', true],
    ['api.prod.example.com:6443', false],
    ['other.org, prod.example.com', true],
    ['ample.com', false],
    ['', false],
  ] as const) {
    it(`${isExcepted ? 'is none' : 'holds'} with NO_PROXY=${NO_PROXY}`, () => {
      assert.equal(of({ HTTPS_PROXY, NO_PROXY }) === undefined, isExcepted);
    });
  }

  for (const [NO_PROXY, host, isExcepted] of [
    ['10.0.0.0/8', '10.1.2.3', true],
    ['example.com, 10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/8', '10.example.com', false],
    ['10.0.0.0/x', '10.1.2.3', false],
    ['10.0.0.0/33', '10.1.2.3', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3:6443', '10.1.2.3', true],
    ['10.1.2.3:443', '10.1.2.3', false],
    ['2.3', '10.1.2.3', false],
    ['fd00::/8', '[fd12::1]', true],
    ['fd12::1', '[fd12::1]', true],
    ['[fd12::1]:6443', '[fd12::1]', true],
    ['[fd12::1]:443', '[fd12::1]', false],
    ['fd12::2', '[fd12::1]', false],
  ] as const) {
    it(`${isExcepted ? 'is none' : 'holds'} for ${host}:6443 with NO_PROXY=${NO_PROXY}`, () => {
      assert.equal(of({ HTTPS_PROXY, NO_PROXY }, new URL(`https://${host}:6443`)) === undefined, isExcepted);
    });
  }

  it('is that of the environment where the cluster names none but an empty one', () => {
    assert.equal(of({ HTTPS_PROXY }, server, ''), 'http://proxy:3128/');
  });

  it('is HTTP_PROXY for a server without TLS only', () => {
    const plain = new URL('http://api.prod.example.com');
    assert.equal(of({ HTTP_PROXY: 'http://plain:1' }), undefined);
    assert.equal(of({ HTTPS_PROXY, HTTP_PROXY: 'http://plain:1' }, plain), 'http://plain:1/');
    assert.equal(of({ HTTPS_PROXY, http_proxy: 'plain:1' }, plain), 'http://plain:1/');
    assert.equal(of({ HTTPS_PROXY }, plain), undefined);
    assert.equal(of({ HTTP_PROXY: 'http://plain:1', NO_PROXY: 'api.prod.example.com:80' }, plain), undefined);
    assert.equal(of({ HTTP_PROXY: 'http://plain:1' }, plain, 'http://own:1'), 'http://own:1/');
  });

  it('comes from the first variable that says anything', () => {
    assert.equal(of({ HTTPS_PROXY: '', https_proxy: HTTPS_PROXY }), 'http://proxy:3128/');
    assert.equal(of({ HTTPS_PROXY, NO_PROXY: '', no_proxy: 'example.com' }), undefined);
  });

  it('is never one of the environment for the machine itself', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      assert.equal(of({ HTTPS_PROXY }, new URL(`https://${host}:6443`)), undefined);
    }
  });

  it('says what it cannot use, without the password', () => {
    assert.throws(
      () => of({}, server, 'socks5://ada:secret@proxy'),
      (error) => Failure.is(error) && error.reason === 'malformedConfig' && !error.message.includes('secret'),
    );
  });
});
