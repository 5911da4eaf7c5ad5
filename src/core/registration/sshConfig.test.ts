import assert from 'node:assert/strict';
import { Failure } from '../failure.ts';
import { sshHosts } from './sshConfig.ts';

const none = (): Promise<readonly string[]> => Promise.resolve([]);

describe('sshHosts', () => {
  const cases: readonly (readonly [what: string, text: string, hosts: readonly string[]])[] = [
    ['none in an empty file', '', []],
    ['each once, in order', 'Host b a\n  User pi\nHost a c\n', ['b', 'a', 'c']],
    ['no patterns and no negations', 'Host * !bad *.example.com pi-? pi-1 !pi-1\n', ['pi-1']],
    [
      'keywords in any letters, with =, tabs and quotes',
      'HOST=a\nhost = b\n\tHost\t"c"\nhOsT "d" e\n',
      ['a', 'b', 'c', 'd', 'e'],
    ],
    ['no comments', '# Host a\nHost b # c\n  # Host d\n', ['b']],
    ['lines of Windows', 'Host a\r\n  HostName x\r\nHost b\r\n', ['a', 'b']],
    [
      'no values of other keywords',
      'Host a\n  HostName host.example.com\n  ProxyJump b\nMatch host c\n  User d\n',
      ['a'],
    ],
    ['none that ssh would not take', 'Host -x "a b" $(x) fine\n', ['fine']],
    ['letters of any script', 'Host küche\n', ['küche']],
  ];
  for (const [what, text, hosts] of cases)
    it(`gives ${what}`, async () => assert.deepEqual(await sshHosts(text, none), hosts));

  it('looks into included files, where they stand, also inside a section', async () => {
    const files: Readonly<Record<string, readonly string[]>> = {
      'config.d/*': ['Host one\n', 'Host two\nInclude deeper\n'],
      'deeper': ['Host three a\n'],
      'my file': ['Host four\n'],
    };
    const asked: string[] = [];
    const text = 'Host a\n  Include config.d/* "my file"\nHost b\nINCLUDE missing\n';
    const hosts = await sshHosts(text, (pattern) => {
      asked.push(pattern);
      return Promise.resolve(files[pattern] ?? []);
    });
    assert.deepEqual(hosts, ['a', 'one', 'two', 'three', 'four', 'b']);
    assert.deepEqual(asked, ['config.d/*', 'deeper', 'my file', 'missing']);
  });

  it('ends when files include each other', async () => {
    let reads = 0;
    const hosts = await sshHosts('Include self\nHost a\n', () => {
      reads++;
      return Promise.resolve(['Include self\nHost b\n']);
    });
    assert.deepEqual(hosts, ['b', 'a']);
    assert.equal(reads, 17);
  });

  it('says so when ssh would refuse the file', async () => {
    await assert.rejects(
      sshHosts('Host "a\nHost b\n', none),
      (error) => Failure.is(error) && error.reason === 'malformedConfig',
    );
  });
});
