import assert from 'node:assert/strict';
import { masked } from './mask.ts';
import { diagnosticsText, type DiagnosticFacts } from './report.ts';

const paths = { home: '/home/jane', folders: ['/home/jane/src/shop', '/srv/secret-project'] };
const mask = (text: string): string => masked(text, paths);

describe('masked', () => {
  it('leaves out account ids, as they are and in ARNs, with the names there', () => {
    assert.equal(mask('account 111122223333 (1111-2222-3333)'), 'account <account> (<account>)');
    assert.equal(
      mask('User: arn:aws:sts::111122223333:assumed-role/Admin/jane@example.com is not authorized'),
      'User: arn:aws:sts::<account>:assumed-role/<name> is not authorized',
    );
    assert.equal(
      mask('"arn:aws-cn:ecs:cn-north-1:111122223333:cluster/secret", x'),
      '"arn:aws-cn:ecs:cn-north-1:<account>:cluster/<name>", x',
    );
    assert.equal(
      mask('111122223333.dkr.ecr.eu-central-1.amazonaws.com'),
      '<account>.dkr.ecr.eu-central-1.amazonaws.com',
    );
  });

  it('leaves other numbers as they are', () => {
    for (const text of [
      '1700000000000 ms',
      '30 ms, page 2, attempts: 1',
      '2026-11-22T12:00:00.000Z',
      'mi-0123456789abcdef0',
    ])
      assert.equal(mask(text), text);
  });

  it('leaves out key ids, e-mail addresses, and who signs in to a proxy', () => {
    assert.equal(mask('AKIAIOSFODNN7EXAMPLE of jane@example.com'), '<key id> of <e-mail>');
    assert.equal(mask('Authorization: Bearer abc.def-1'), 'Authorization: Bearer <token>');
    assert.equal(mask('http://jane:pa55@proxy.local:8080/'), 'http://<credentials>@proxy.local:8080/');
  });

  it('tells no paths of the user, the folders of the workspace first', () => {
    assert.equal(mask('at /home/jane/src/shop/task.json:3'), 'at <workspace>/task.json:3');
    assert.equal(mask('/home/jane/.aws/config, /srv/secret-project'), '~/.aws/config, <workspace>');
    assert.equal(mask('/home/janet/.aws'), '/home/janet/.aws');
  });

  it('knows how Windows writes paths', () => {
    const windows = { home: 'C:\\Users\\jane', folders: ['c:\\work'] };
    const spellings = ['C:\\Users\\jane\\.aws', 'c:/Users/jane/.aws', '"c:\\\\Users\\\\jane\\\\.aws"'];
    for (const text of spellings) assert.doesNotMatch(masked(text, windows), /jane/);
    assert.equal(masked('C:\\work\\a.json', windows), '<workspace>\\a.json');
  });

  it('is not misled by a home folder that is the root', () => {
    assert.equal(masked('/a/b', { home: '/', folders: [''] }), '/a/b');
  });
});

describe('diagnosticsText', () => {
  const facts: DiagnosticFacts = {
    extension: '0.1.0',
    runsAs: 'ui',
    vscode: '1.100.0',
    host: 'desktop',
    remote: 'ssh-remote',
    language: 'ja',
    system: 'Linux 6.1 x64',
    node: '20.19.0',
    folders: 1,
    isTrusted: true,
    logLevel: 'Info',
    accounts: ['profile eu-central-1', 'demo eu-central-1'],
    settings: [{ id: 'some.setting', value: { '/srv/secret-project': 'off' }, where: 'user' }],
    problems: ['1970-01-01T00:00:00.000Z error Reading: no account 111122223333\nat /home/jane/x.js'],
  };

  it('tells versions, settings and problems, masked', () => {
    assert.equal(
      diagnosticsText(facts, paths),
      [
        'External Instances 0.1.0, runs as ui',
        'VS Code 1.100.0, desktop, remote: ssh-remote, language ja',
        'Linux 6.1 x64, Node.js 20.19.0',
        'Workspace folders: 1, trusted. Log level: Info',
        'Accounts shown: profile eu-central-1, demo eu-central-1',
        '',
        'Settings, the others as they come:',
        '  some.setting: {"<workspace>":"off"} (user)',
        '',
        'Last problems since the window was opened:',
        '  1970-01-01T00:00:00.000Z error Reading: no account <account>',
        '  at ~/x.js',
        '',
      ].join('\n'),
    );
  });

  it('says so where there is nothing to tell', () => {
    const text = diagnosticsText({ ...facts, accounts: [], settings: [], problems: [] }, paths);
    for (const part of ['Accounts shown: none', 'Settings: all as they come', 'opened: none'])
      assert.ok(text.includes(part), part);
  });
});
