import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../core/failure.ts';
import { defaultAccount, loadProfiles } from './profiles.ts';
import { faultIn } from './sharedConfig.ts';

describe('profiles', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'profiles-'));
    await mkdir(path.join(home, '.aws'));
  });
  afterEach(() => rm(home, { recursive: true }));

  /** An environment with nothing in it but a home directory that holds these files. */
  async function given(config?: string, credentials?: string, env: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
    if (config !== undefined) await writeFile(path.join(home, '.aws/config'), config);
    if (credentials !== undefined) await writeFile(path.join(home, '.aws/credentials'), credentials);
    return { HOME: home, ...env };
  }

  const refused =
    (reason: string, ...parts: readonly string[]) =>
    (error: unknown): boolean => {
      assert.ok(Failure.is(error));
      assert.equal(error.reason, reason);
      for (const part of parts) assert.ok(error.message.includes(part), error.message);
      return true;
    };

  describe('loadProfiles', () => {
    it('finds none when there are no files', async () => {
      assert.deepEqual(await loadProfiles(await given()), []);
      assert.deepEqual(await loadProfiles({ HOME: path.join(home, 'nobody') }), []);
    });

    it('tells the kinds apart, from both files, default first', async () => {
      const env = await given(
        `[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = eu-central-1
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[services local]
ecs =
  endpoint_url = http://127.0.0.1:1
[profile legacy]
sso_start_url = https://example.awsapps.com/start
[profile admin]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = work
[profile tool]
credential_process = /usr/bin/true
[profile pod]
role_arn = arn:aws:iam::111122223333:role/Pod
web_identity_token_file = /tmp/token
[profile plain]
output = json
[default]
region = us-east-1
[profile two words]
region = us-east-2
`,
        `[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = secret
[keys-10]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = secret
[keys-9]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = secret
`,
      );
      assert.deepEqual(await loadProfiles(env), [
        { name: 'default', kind: 'keys', region: 'us-east-1' },
        { name: 'admin', kind: 'assumeRole', region: 'eu-central-1' },
        { name: 'keys-9', kind: 'keys' },
        { name: 'keys-10', kind: 'keys' },
        { name: 'legacy', kind: 'sso' },
        { name: 'plain', kind: 'other' },
        { name: 'pod', kind: 'webIdentity' },
        { name: 'tool', kind: 'process' },
        { name: 'work', kind: 'sso', region: 'eu-central-1', ssoSession: 'corp' },
      ]);
    });

    it('holds no keys', async () => {
      const env = await given(undefined, '[default]\naws_access_key_id = AKIAX\naws_secret_access_key = hush\n');
      assert.ok(!/AKIAX|hush/.test(JSON.stringify(await loadProfiles(env))));
    });

    it('reads the files named in the environment, also below ~', async () => {
      await writeFile(path.join(home, 'elsewhere'), '[profile a]\nregion = eu-west-1\n');
      await writeFile(path.join(home, 'keys'), '[b]\nregion = eu-west-2\n');
      const env = await given('[profile ignored]\nregion = eu-west-3\n', undefined, {
        AWS_CONFIG_FILE: '~/elsewhere',
        AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'keys'),
      });
      assert.deepEqual(
        (await loadProfiles(env)).map(({ name }) => name),
        ['a', 'b'],
      );
    });

    it('reads no file that the environment names by the folder one is in, which may be that of a workspace', async () => {
      const written = await given('[profile a]\ncredential_process = /usr/bin/true\n');
      const file = path.relative(process.cwd(), path.join(home, '.aws/config'));
      for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'])
        await assert.rejects(loadProfiles({ ...written, [name]: file }), refused('malformedConfig', file, 'absolute'));
    });

    it('sees at once what was edited', async () => {
      const env = await given('[profile a]\nregion = eu-west-1\n');
      await loadProfiles(env);
      await given('[profile b]\nregion = eu-west-1\n');
      assert.deepEqual(
        (await loadProfiles(env)).map(({ name }) => name),
        ['b'],
      );
    });

    it('follows source_profile to a Region, and not for ever', async () => {
      const role = 'role_arn = arn:aws:iam::111122223333:role/A';
      const env = await given(
        `[profile a]\n${role}\nsource_profile = b\n[profile b]\n${role}\nsource_profile = a\n` +
          `[profile c]\n${role}\nsource_profile = d\n[profile d]\n${role}\nsource_profile = e\n[profile e]\nregion = eu-west-3\n`,
      );
      assert.deepEqual(
        (await loadProfiles(env)).map(({ name, region }) => [name, region]),
        [
          ['a', undefined],
          ['b', undefined],
          ['c', 'eu-west-3'],
          ['d', 'eu-west-3'],
          ['e', 'eu-west-3'],
        ],
      );
    });

    it('names file and line of a malformed file, and quotes nothing of it', async () => {
      const env = await given('[default]\nregion = eu-west-1\n\n[profile b\naws_secret_access_key = hush\n');
      await assert.rejects(loadProfiles(env), (error) => {
        assert.ok(Failure.is(error) && !error.message.includes('hush'));
        return refused('malformedConfig', path.join(home, '.aws/config'), 'line 4')(error);
      });
    });

    it('says so when a file is a directory', async () => {
      await mkdir(path.join(home, '.aws/credentials'));
      await assert.rejects(loadProfiles(await given()), refused('malformedConfig', '.aws/credentials', 'EISDIR'));
    });

    // Windows has no such permissions.
    if (process.platform !== 'win32') {
      it('says so when a file may not be read', async () => {
        const env = await given('[default]\nregion = eu-west-1\n');
        await chmod(path.join(home, '.aws/config'), 0);
        // Nobody may enter the folder either, so that it may be the other file that is told first.
        await asNobody(() => assert.rejects(loadProfiles(env), refused('malformedConfig', '.aws/', 'EACCES')));
      });
    }
  });

  describe('defaultAccount', () => {
    const keys = 'aws_access_key_id = AKIAX\naws_secret_access_key = hush\n';
    const environmentKeys = { AWS_ACCESS_KEY_ID: 'AKIAX', AWS_SECRET_ACCESS_KEY: 'hush' };

    it('is none when there is nothing', async () => {
      assert.equal(await defaultAccount(await given()), undefined);
      assert.equal(await defaultAccount(await given(undefined, undefined, { AWS_REGION: 'eu-west-1' })), undefined);
    });

    it('is none when the profile default holds no more than a Region', async () => {
      assert.equal(await defaultAccount(await given('[default]\nregion = eu-west-1\n')), undefined);
    });

    const config = `[default]\nregion = eu-west-1\n${keys}[profile b]\nregion = eu-west-2\n${keys}`;
    const cases: readonly (readonly [string, NodeJS.ProcessEnv, string])[] = [
      ['the profile default', {}, 'profile default eu-west-1'],
      ['AWS_PROFILE', { AWS_PROFILE: 'b' }, 'profile b eu-west-2'],
      ['AWS_PROFILE before keys', { AWS_PROFILE: 'b', ...environmentKeys }, 'profile b eu-west-2'],
      ['keys', environmentKeys, 'environment eu-west-1'],
      ['half a key counts as none', { AWS_ACCESS_KEY_ID: 'AKIAX' }, 'profile default eu-west-1'],
      ['a container role', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/' }, 'environment eu-west-1'],
      ['web identity', { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' }, 'environment eu-west-1'],
      ['AWS_REGION', { AWS_REGION: 'sa-east-1', AWS_DEFAULT_REGION: 'ap-east-1' }, 'profile default sa-east-1'],
      ['AWS_DEFAULT_REGION', { AWS_PROFILE: 'b', AWS_DEFAULT_REGION: 'ap-east-1' }, 'profile b ap-east-1'],
      ['empty variables count as none', { AWS_PROFILE: '', AWS_REGION: '' }, 'profile default eu-west-1'],
    ];
    for (const [name, env, expected] of cases) {
      it(`takes ${name}`, async () => {
        const account = await defaultAccount(await given(config, undefined, env));
        assert.ok(account);
        const { source, region } = account;
        assert.equal([source.kind, ...(source.kind === 'profile' ? [source.profile] : []), region].join(' '), expected);
      });
    }

    it('fails without a Region', async () => {
      const env = await given(`[profile b]\n${keys}`, undefined, { AWS_PROFILE: 'b' });
      await assert.rejects(defaultAccount(env), refused('noRegion', '"b"', 'AWS_REGION'));
      await assert.rejects(defaultAccount(await given(undefined, undefined, environmentKeys)), refused('noRegion'));
    });

    it('fails when AWS_PROFILE names no profile', async () => {
      const env = await given(config, undefined, { AWS_PROFILE: 'typo', AWS_REGION: 'eu-west-1' });
      await assert.rejects(defaultAccount(env), refused('noCredentials', '"typo"', '.aws/config'));
    });

    it('fails with a malformed file', async () => {
      await assert.rejects(defaultAccount(await given('nonsense\n')), refused('malformedConfig', 'line 1'));
    });
  });

  describe('faultIn', () => {
    const good = [
      '',
      '\uFEFF[default]\nregion = eu-west-1\n',
      '# comment\n; comment\n\n[default] # trailing\r\nregion = eu-west-1 ; trailing\r\n',
      '[default]\ns3 =\n  max_concurrent_requests = 20\n  anything goes here\n',
      '[default]\nregion: eu-west-1\n',
      '[plugins]\n[profile a@b.c/d+e:f%g]\nregion = x\n',
    ];
    for (const text of good) it(`accepts ${JSON.stringify(text)}`, () => assert.equal(faultIn(text), undefined));

    const bad: readonly (readonly [string, number])[] = [
      ['region = eu-west-1\n', 1],
      ['[default\nregion = eu-west-1\n', 1],
      ['[default]\nregion = eu-west-1\nnonsense\n', 3],
      ['[default]\n= value\n', 2],
      ['[a]\nx = y\n[profile __proto__]\n', 3],
      ['{"Version": 1}', 1],
      ['\u007fELF\0\0', 1],
    ];
    for (const [text, line] of bad) {
      it(`refuses ${JSON.stringify(text)}`, () => assert.equal(faultIn(text)?.line, line));
    }
  });
});

/** Root may read everything: for as long as this takes, it is nobody. */
async function asNobody(act: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
