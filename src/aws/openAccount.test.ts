import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { version } from '../../package.json';
import { failureOf } from '../../test/unit/demoConnection.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import type { CallLogEntry } from './requests/callLog.ts';
import { clientConfigs } from './clients/clientConfig.ts';
import type { AwsAccount } from './openAccount.ts';
import { openAccount } from './openAccount.ts';

const region = 'eu-west-1';
const profile = (name: string): AccountRef => ({ source: { kind: 'profile', profile: name }, region });
const environment: AccountRef = { source: { kind: 'environment' }, region };

interface Seen {
  readonly action: string;
  /** Key id, Region and service out of the signature. */
  readonly signedBy: string;
  readonly userAgent: string;
}

/** Answers as STS, and notes who called what. */
class Recorder {
  readonly seen: Seen[] = [];
  /** Key ids that are refused, with the error code to refuse them with. */
  readonly refused = new Map<string, string>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const action = new URLSearchParams(Buffer.concat(chunks).toString()).get('Action') ?? '';
    const [key = '', , where = '', service = ''] = (
      /Credential=([^,]+)/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    ).split('/');
    this.seen.push({
      action,
      signedBy: `${key} ${where} ${service}`,
      userAgent: String(request.headers['x-amz-user-agent'] ?? request.headers['user-agent']),
    });
    const code = this.refused.get(key);
    response.statusCode = code ? 403 : 200;
    response.setHeader('Content-Type', 'text/xml');
    response.end(code ? errorXml(code) : answerXml(action));
  }
}

const errorXml = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`;

function answerXml(action: string): string {
  const result =
    action === 'AssumeRole'
      ? `<Credentials><AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
         <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>
         <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/A/s</Arn><AssumedRoleId>A</AssumedRoleId></AssumedRoleUser>`
      : '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/ada</Arn><UserId>U</UserId>';
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
}

describe('openAccount: credentials and endpoints', () => {
  const before = { ...process.env };
  let home: string;
  let url: string;
  let recorder: Recorder;
  let opened: AwsAccount[];

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'account-'));
    await mkdir(path.join(home, '.aws/sso/cache'), { recursive: true });
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' });
    recorder = new Recorder();
    url = await recorder.listen();
    opened = [];
  });

  afterEach(async () => {
    for (const account of opened) account.dispose();
    await recorder.close();
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
    await rm(home, { recursive: true });
  });

  const config = (text: string): Promise<void> => writeFile(path.join(home, '.aws/config'), text);
  const keys = (id: string): string => `aws_access_key_id = ${id}\naws_secret_access_key = hush\n`;

  function open(ref: AccountRef, log?: (entry: CallLogEntry) => void): AwsAccount['fleet'] {
    const account = openAccount(ref, log ? { log } : {});
    opened.push(account);
    return account.fleet;
  }

  describe('endpoints', () => {
    it("takes the profile's endpoint_url, whatever AWS_PROFILE says", async () => {
      process.env.AWS_PROFILE = 'other';
      await config(
        `[profile mine]\nendpoint_url = ${url}\n${keys('AKIDMINE')}[profile other]\nendpoint_url = http://127.0.0.1:9\n${keys('AKIDOTHER')}`,
      );
      assert.deepEqual(await open(profile('mine')).identity(), {
        accountId: '111122223333',
        arn: 'arn:aws:iam::111122223333:user/ada',
      });
      assert.deepEqual(
        recorder.seen.map(({ signedBy }) => signedBy),
        ['AKIDMINE eu-west-1 sts'],
      );
      assert.ok(recorder.seen[0]?.userAgent.includes(`external-instances/${version}`));
    });

    it("takes a service's own endpoint_url before the profile's", async () => {
      await config(
        `[profile mine]\nservices = local\nendpoint_url = http://127.0.0.1:9\n${keys('AKID')}[services local]\nsts =\n  endpoint_url = ${url}\n`,
      );
      await open(profile('mine')).identity();
      assert.equal(recorder.seen.length, 1);
    });

    it('takes AWS_ENDPOINT_URL before the profile, and AWS_ENDPOINT_URL_STS before both', async () => {
      await config(`[profile mine]\nendpoint_url = http://127.0.0.1:9\n${keys('AKID')}`);
      process.env.AWS_ENDPOINT_URL = url;
      await open(profile('mine')).identity();
      process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:9';
      process.env.AWS_ENDPOINT_URL_STS = url;
      await open(profile('mine')).identity();
      assert.equal(recorder.seen.length, 2);
    });

    it('sees an edited endpoint when the account is opened again', async () => {
      await config(`[profile mine]\nendpoint_url = http://127.0.0.1:9/\n${keys('AKID')}`);
      await clientConfigs(profile('mine'), undefined).configOf('STS');
      await config(`[profile mine]\nendpoint_url = ${url}\n${keys('AKID')}`);
      await open(profile('mine')).identity();
      assert.equal(recorder.seen.length, 1);
    });

    /** Where the real SDK would send a request, without sending one. */
    async function hostOf(ref: AccountRef): Promise<string> {
      const client = new STSClient(await clientConfigs(ref, undefined).configOf('STS'));
      const { url: endpoint } = await getEndpointFromInstructions({}, GetCallerIdentityCommand, client.config);
      return endpoint.host;
    }

    it('goes to AWS when nothing is configured, or when it is to be ignored', async () => {
      await config(`[profile mine]\n${keys('AKID')}[profile other]\nendpoint_url = ${url}\n`);
      process.env.AWS_PROFILE = 'other';
      assert.equal(await hostOf(profile('mine')), 'sts.eu-west-1.amazonaws.com');

      await config(`[profile mine]\nignore_configured_endpoint_urls = true\nendpoint_url = ${url}\n${keys('AKID')}`);
      process.env.AWS_ENDPOINT_URL = url;
      assert.equal(await hostOf(profile('mine')), 'sts.eu-west-1.amazonaws.com');

      await config(`[profile mine]\nendpoint_url = ${url}\n${keys('AKID')}`);
      process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
      assert.equal(await hostOf(profile('mine')), 'sts.eu-west-1.amazonaws.com');
      process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'false';
      assert.equal(`http://${await hostOf(profile('mine'))}`, url);
    });

    it("honours the profile's use_fips_endpoint", async () => {
      await config(`[profile mine]\nuse_fips_endpoint = true\n${keys('AKID')}`);
      assert.equal(await hostOf({ ...profile('mine'), region: 'us-east-1' }), 'sts-fips.us-east-1.amazonaws.com');
    });

    for (const [name, text] of [
      ['a URL that is none', 'endpoint_url = localhost:4566'],
      ['a services section that is not there', 'services = nowhere'],
    ] as const) {
      it(`fails with ${name}`, async () => {
        await config(`[profile mine]\n${text}\n${keys('AKID')}`);
        const { reason, message } = await failureOf(open(profile('mine')).identity());
        assert.equal(reason, 'malformedConfig');
        assert.ok(/endpoint_url of the profile "mine"|\[services nowhere\]/.test(message), message);
      });
    }
  });

  describe('credentials', () => {
    beforeEach(() => {
      process.env.AWS_ENDPOINT_URL = url;
    });

    const signers = (): readonly string[] => recorder.seen.map(({ signedBy }) => signedBy.split(' ')[0] ?? '');

    it('come from the environment', async () => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'hush' });
      await open(environment).identity();
      assert.deepEqual(signers(), ['AKIDENV']);
    });

    it('come from the profile, also with keys in the environment, and with no word on the console', async () => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'hush' });
      await config(`[profile mine]\n${keys('AKIDMINE')}[profile bare]\nregion = eu-west-1\n`);
      const { warn } = console;
      let warnings = 0;
      console.warn = () => {
        warnings++;
      };
      try {
        await open(profile('mine')).identity();
        await failureOf(open(profile('bare')).identity());
      } finally {
        console.warn = warn;
      }
      assert.deepEqual(signers(), ['AKIDMINE']);
      assert.equal(warnings, 0);
    });

    it('come from an assumed role', async () => {
      await config(
        `[profile role]\nrole_arn = arn:aws:iam::111122223333:role/A\nsource_profile = base\n[profile base]\n${keys('AKIDBASE')}`,
      );
      await open(profile('role')).identity();
      assert.deepEqual(
        recorder.seen.map(({ action, signedBy }) => `${action} ${signedBy}`),
        ['AssumeRole AKIDBASE eu-west-1 sts', 'GetCallerIdentity AKIDROLE eu-west-1 sts'],
      );
    });

    it('come from a credential process, which runs once for all clients', async () => {
      const script = path.join(home, 'process.mjs');
      const runs = path.join(home, 'runs');
      await writeFile(
        script,
        `import { appendFileSync } from 'node:fs';
         appendFileSync(${JSON.stringify(runs)}, 'x');
         console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROC', SecretAccessKey: 's' }));`,
      );
      await config(`[profile tool]\ncredential_process = "${process.execPath}" "${script}"\n`);
      const fleet = open(profile('tool'));
      await Promise.all([
        fleet.identity(),
        fleet.identity(),
        failureOf(fleet.managedNodes()[Symbol.asyncIterator]().next()),
      ]);
      assert.deepEqual(new Set(signers()), new Set(['AKIDPROC']));
      assert.equal(await readFile(runs, 'utf8'), 'x');
    });

    it('fail with a credential process, without its command line and without a look elsewhere', async () => {
      await config(`[profile tool]\ncredential_process = "${process.execPath}" --bad-option=hush\n`);
      Object.assign(process.env, { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role` });
      const { reason, message } = await failureOf(open(profile('tool')).identity());
      assert.equal(reason, 'noCredentials');
      assert.equal(message, "The profile's credential_process failed.");
      assert.equal(recorder.seen.length, 0);
    });

    it('fail for a profile that is not there, or holds none', async () => {
      await config('[profile bare]\nregion = eu-west-1\n');
      const missing = await failureOf(open(profile('gone')).identity());
      assert.equal(missing.reason, 'noCredentials');
      assert.ok(missing.message.includes('"gone"'), missing.message);
      const bare = await failureOf(open(profile('bare')).identity());
      assert.deepEqual(
        [bare.reason, bare.message],
        ['noCredentials', 'No credentials were found for the profile "bare".'],
      );
      const none = await failureOf(open(environment).identity());
      assert.deepEqual([none.reason, none.message], ['noCredentials', 'No credentials were found in the environment.']);
    });

    const sso = `[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin
[sso-session corp]\nsso_start_url = https://example.invalid/start\nsso_region = eu-west-1\n`;

    it('fail with an SSO session that was never begun, and with one that is over', async () => {
      await config(sso);
      const fleet = open(profile('work'));
      assert.equal((await failureOf(fleet.identity())).reason, 'expiredCredentials');
      const token = { accessToken: 'hush', expiresAt: '2026-01-01T00:00:00Z' };
      const file = `${createHash('sha1').update('corp').digest('hex')}.json`;
      await writeFile(path.join(home, '.aws/sso/cache', file), JSON.stringify(token));
      const over = await failureOf(fleet.identity());
      assert.equal(over.reason, 'expiredCredentials');
      assert.ok(over.message.includes('aws sso login') && !over.message.includes('hush'), over.message);
    });

    it('fail with a malformed file', async () => {
      await config('[profile work\n');
      assert.equal((await failureOf(open(profile('work')).identity())).reason, 'malformedConfig');
    });

    it('are read anew after AWS refused them', async () => {
      recorder.refused.set('AKIDOLD', 'ExpiredToken');
      await config(`[profile mine]\n${keys('AKIDOLD')}`);
      const fleet = open(profile('mine'));
      assert.equal((await failureOf(fleet.identity())).reason, 'expiredCredentials');
      await config(`[profile mine]\n${keys('AKIDNEW')}`);
      await fleet.identity();
      assert.deepEqual(signers(), ['AKIDOLD', 'AKIDNEW']);
    });

    it('are asked for again after a failure', async () => {
      const fleet = open(profile('late'));
      assert.equal((await failureOf(fleet.identity())).reason, 'noCredentials');
      await config(`[profile late]\n${keys('AKIDLATE')}`);
      await fleet.identity();
      assert.deepEqual(signers(), ['AKIDLATE']);
    });

    it('appear in no log', async () => {
      const entries: CallLogEntry[] = [];
      await config(`[profile mine]\n${keys('AKIDMINE')}`);
      recorder.refused.set('AKIDBAD', 'InvalidClientTokenId');
      const note = (entry: CallLogEntry): unknown => entries.push(entry);
      await open(profile('mine'), note).identity();
      await failureOf(open(profile('gone'), note).identity());
      await config(`[profile mine]\n${keys('AKIDBAD')}`);
      await failureOf(open(profile('mine'), note).identity());
      assert.deepEqual(
        entries.map(({ service, operation, attempts, outcome }) => [service, operation, attempts, outcome]),
        [
          ['STS', 'GetCallerIdentity', 1, 'ok'],
          ['STS', 'GetCallerIdentity', 0, 'noCredentials'],
          ['STS', 'GetCallerIdentity', 1, 'invalidCredentials'],
        ],
      );
      assert.ok(!/AKID|hush/.test(JSON.stringify(entries)));
    });
  });

  it('makes no call once it is closed', async () => {
    await config(`[profile mine]\nendpoint_url = ${url}\n${keys('AKID')}`);
    const account = openAccount(profile('mine'));
    await account.fleet.identity();
    account.dispose();
    assert.equal((await failureOf(account.fleet.identity())).reason, 'cancelled');
    assert.equal(recorder.seen.length, 1);
  });

  it('does not reach for AWS in the name of a demo account that is not running', async () => {
    assert.equal((await failureOf(open({ source: { kind: 'demo' }, region }).identity())).reason, 'noCredentials');
  });
});
