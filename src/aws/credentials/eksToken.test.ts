import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf } from '../../../test/unit/demoConnection.ts';
import { eksToken } from './eksToken.ts';
import { openAccount } from '../openAccount.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const sessionToken = 'IQoJb3JpZ2luX2VjE+//with=all/that+is hard';

interface Made {
  readonly region?: string;
  readonly clusterName?: string;
  readonly endpoint?: string;
  readonly session?: boolean;
  readonly clockOffset?: number;
}

const make = ({
  region = 'eu-central-1',
  clusterName = 'prod',
  endpoint,
  session = false,
  clockOffset,
}: Made): Promise<string> =>
  eksToken({
    region,
    clusterName,
    endpoint,
    clockOffset,
    credentials: () => Promise.resolve({ ...keys, ...(session && { sessionToken }) }),
  });

function urlOf(token: string): URL {
  const [prefix, encoded = '', ...rest] = token.split('.');
  assert.deepEqual([prefix, rest], ['k8s-aws-v1', []]);
  assert.match(encoded, /^[\w-]+$/);
  return new URL(Buffer.from(encoded, 'base64url').toString('utf8'));
}

describe('eksToken', () => {
  it('asks STS who the caller is, within a minute, and names the cluster', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const url = urlOf(await make({}));
    const {
      'X-Amz-Date': date = '',
      'X-Amz-Signature': signature = '',
      ...rest
    } = Object.fromEntries(url.searchParams);
    assert.deepEqual([url.origin, url.pathname], ['https://sts.eu-central-1.amazonaws.com', '/']);
    const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    assert.ok(Date.parse(iso) >= before && Date.parse(iso) <= Date.now());
    assert.match(signature, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      'Action': 'GetCallerIdentity',
      'Version': '2011-06-15',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `AKIDEXAMPLE/${date.slice(0, 8)}/eu-central-1/sts/aws4_request`,
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    });
  });

  for (const [region, host] of [
    ['us-east-1', 'sts.us-east-1.amazonaws.com'],
    ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', 'sts.eusc-de-east-1.amazonaws.eu'],
  ] as const) {
    it(`asks the STS of ${region}`, async () => assert.equal(urlOf(await make({ region })).host, host));
  }

  for (const [what, made] of [
    ['lasting keys', {}],
    ['a session', { session: true }],
    ['the demo account', { endpoint: 'http://127.0.0.1:4711', session: true }],
  ] as const) {
    it(`is signed as AWS has it, with ${what}`, async () => {
      const url = urlOf(await make({ ...made, clusterName: 'edge-1' }));
      assert.equal(url.searchParams.get('X-Amz-Security-Token'), 'session' in made ? sessionToken : null);
      assert.equal(url.searchParams.get('X-Amz-Signature'), signatureOf(url, 'edge-1'));
      assert.notEqual(url.searchParams.get('X-Amz-Signature'), signatureOf(url, 'edge-2'));
    });
  }

  it("is signed by AWS's clock where that of this machine is wrong", async () => {
    const dateOf = (token: string): string => urlOf(token).searchParams.get('X-Amz-Date')?.slice(0, 4) ?? '';
    const year = 366 * 86_400_000;
    assert.equal(
      dateOf(await make({ clockOffset: -2 * year })),
      String(new Date(Date.now() - 2 * year).getUTCFullYear()),
    );
  });

  it('has the endpoint of the demo account', async () => {
    assert.equal(urlOf(await make({ endpoint: 'http://127.0.0.1:4711' })).origin, 'http://127.0.0.1:4711');
  });
});

describe('kubernetesToken of an account', () => {
  it("is the demo account's own", async () => {
    const account = openAccount({ source: { kind: 'demo' }, region: 'eu-west-1' }, { endpoint: 'http://127.0.0.1:1' });
    const url = urlOf(await account.kubernetesToken('lab'));
    assert.equal(url.origin, 'http://127.0.0.1:1');
    assert.match(url.searchParams.get('X-Amz-Credential') ?? '', /^AKIDDEMO\/\d{8}\/eu-west-1\/sts\//);
  });

  it('goes by the clock that EKS answered with', async () => {
    const wrong = 40 * 60_000;
    const eks = createServer((_, response) => {
      response.setHeader('Date', new Date(Date.now() - wrong).toUTCString());
      response.setHeader('Content-Type', 'application/json');
      response.end('{"clusters":[]}');
    });
    await new Promise<void>((done) => eks.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(eks.address() as AddressInfo).port}`;
    const account = openAccount({ source: { kind: 'demo' }, region: 'eu-west-1' }, { endpoint });
    for await (const page of account.fleet.eksClusters()) assert.deepEqual(page, []);
    const date = urlOf(await account.kubernetesToken('lab')).searchParams.get('X-Amz-Date') ?? '';
    const signed = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    assert.ok(Math.abs(Date.now() - wrong - signed) < 60_000, date);
    account.dispose();
    eks.close();
  });

  it('fails as all else where there are no credentials', async () => {
    const names = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'];
    const before = names.map((name) => [name, process.env[name]] as const);
    process.env.AWS_CONFIG_FILE = '/nowhere/config';
    process.env.AWS_SHARED_CREDENTIALS_FILE = '/nowhere/credentials';
    try {
      const account = openAccount({ source: { kind: 'profile', profile: 'gone' }, region: 'eu-west-1' });
      assert.notEqual((await failureOf(account.kubernetesToken('lab'))).reason, 'unknown');
    } finally {
      // One by one: an object of our own in its place would not be what programs and Node itself see.
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });
});

/** Recomputed by the book: IAM user guide, "Create a signed AWS API request". */
function signatureOf(url: URL, clusterName: string): string {
  const encoded = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  // As it stands in the URL: whoever checks it takes it from there.
  const query = url.search
    .slice(1)
    .split('&')
    .filter((each) => !each.startsWith('X-Amz-Signature='))
    .map((each) =>
      each
        .split('=')
        .map((part) => encoded(decodeURIComponent(part)))
        .join('='),
    )
    .sort()
    .join('&');
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const headers = [`host:${url.host}`, `x-k8s-aws-id:${clusterName}`, ''];
  const canonical = ['GET', '/', query, ...headers, 'host;x-k8s-aws-id', sha256('')].join('\n');
  const [, ...scope] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const date = url.searchParams.get('X-Amz-Date') ?? '';
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n');
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return hmac(key, text).toString('hex');
}
