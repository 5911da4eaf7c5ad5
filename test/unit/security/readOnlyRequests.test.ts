import assert from 'node:assert/strict';
import { observeCalls } from '../../../src/aws/requests/callLog.ts';
import { openAccount } from '../../../src/aws/openAccount.ts';
import { isRead, readOperations } from '../../../src/aws/requests/readOperations.ts';
import { Failure } from '../../../src/core/failure.ts';
import { startDemoAccount, type DemoAccount } from '../../../src/demo/account.ts';
import { awsSources, sdkOperations, type SdkOperation } from './sdkOperations.ts';

/** What changes something, by client. Whoever adds an operation to the extension decides here or in `readOperations`. */
const writes: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-ecs': [
    'DeleteAttributes',
    'DeregisterContainerInstance',
    'ExecuteCommand',
    'PutAttributes',
    'RegisterTaskDefinition',
    'RunTask',
    'StopTask',
    'TagResource',
    'UntagResource',
    'UpdateContainerInstancesState',
  ],
  '@aws-sdk/client-eks': ['CreateAccessEntry', 'DeregisterCluster', 'RegisterCluster'],
  '@aws-sdk/client-iam': ['AttachRolePolicy', 'CreateRole', 'PutRolePolicy'],
  '@aws-sdk/client-ssm': [
    'AddTagsToResource',
    'CancelCommand',
    'CreateActivation',
    'DeleteActivation',
    'DeregisterManagedInstance',
    'RemoveTagsFromResource',
    'SendCommand',
    'StartSession',
    'TerminateSession',
  ],
};

interface Sender {
  readonly middlewareStack: { use(plugin: unknown): void };
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}
type Class<T> = new (input: object) => T;

const operations = sdkOperations();
const isWrite = ({ client, operation }: SdkOperation): boolean => writes[client]?.includes(operation) === true;

/** Its SDK client, by the name that all of them share. */
async function clientOf({ client }: SdkOperation, config: object): Promise<Sender> {
  const sdk = (await import(client)) as Readonly<Record<string, unknown>>;
  const name = Object.keys(sdk).find((each) => /^[A-Z]\w+Client$/.test(each) && !each.startsWith('__')) ?? '';
  return new (sdk[name] as Class<Sender>)(config);
}

/** As the SDK names it, and `readOperations` with it. */
async function serviceOf(operation: SdkOperation): Promise<string> {
  const client = await clientOf(operation, { region: 'eu-central-1' });
  client.destroy();
  return client.constructor.name.replace(/Client$/, '');
}

async function commandOf({ client, operation }: SdkOperation): Promise<unknown> {
  const sdk = (await import(client)) as Readonly<Record<string, unknown>>;
  return new (sdk[`${operation}Command`] as Class<unknown>)({});
}

describe('read-only mode, at the wire', () => {
  let demo: DemoAccount;
  let isReadOnly = true;
  before(async () => {
    demo = await startDemoAccount({ region: 'eu-central-1' });
  });
  beforeEach(() => {
    isReadOnly = true;
    demo.resetCalls();
  });
  after(() => demo.stop());

  const send = async (operation: SdkOperation): Promise<Failure | undefined> => {
    const credentials = { accessKeyId: 'AKIDDEMO', secretAccessKey: 'demo' };
    const config = { region: demo.region, endpoint: demo.endpoint, credentials, maxAttempts: 1 };
    const client = await clientOf(operation, config);
    client.middlewareStack.use(observeCalls({ region: demo.region, isReadOnly: () => isReadOnly }));
    try {
      await client.send(await commandOf(operation));
      return undefined;
    } catch (error) {
      return Failure.from(error);
    } finally {
      client.destroy();
    }
  };

  it('knows of every operation that the extension can send whether it reads or writes', async () => {
    assert.ok(operations.length > 50);
    for (const each of operations) {
      const service = await serviceOf(each);
      const reads = isRead({ service, operation: each.operation });
      assert.notEqual(reads, isWrite(each), `${service} ${each.operation} must be in one of the two lists`);
    }
  });

  it('lets through, and refuses, only what the extension can send', async () => {
    const sendable = new Set<string>();
    for (const each of operations) sendable.add(`${await serviceOf(each)} ${each.operation}`);
    const known = Object.entries(readOperations).flatMap(([service, names]) =>
      names.map((name) => `${service} ${name}`),
    );
    assert.deepEqual(
      known.filter((each) => !sendable.has(each)),
      [],
    );
    const isSent = (client: string, operation: string): boolean =>
      operations.some((each) => each.client === client && each.operation === operation);
    for (const [client, names] of Object.entries(writes))
      assert.deepEqual(
        names.filter((operation) => !isSent(client, operation)),
        [],
        client,
      );
  });

  it('sends no write', async () => {
    const all = operations.filter(isWrite);
    assert.ok(all.length > 20);
    for (const each of all) assert.equal((await send(each))?.reason, 'readOnly', each.operation);
    assert.equal(demo.calls.length, 0);
  });

  it('holds back nothing that reads, and nothing at all when it is off', async () => {
    for (const each of operations.filter((operation) => !isWrite(operation)))
      assert.notEqual((await send(each))?.reason, 'readOnly', each.operation);
    isReadOnly = false;
    for (const each of operations.filter(isWrite))
      assert.notEqual((await send(each))?.reason, 'readOnly', each.operation);
  });

  it('counts for connections that are open, from one call to the next', async () => {
    isReadOnly = false;
    const account = openAccount(
      { source: { kind: 'demo' }, region: demo.region },
      { endpoint: demo.endpoint, isReadOnly: () => isReadOnly },
    );
    try {
      const remove = (): Promise<unknown> => account.operate.ecs.setTags('arn:aws:ecs:x', { a: 'b' });
      await assert.rejects(remove, ({ reason }: Failure) => reason !== 'readOnly');
      const sent = demo.callCount();
      assert.ok(sent > 0);
      isReadOnly = true;
      await assert.rejects(remove, { reason: 'readOnly' });
      assert.equal(demo.callCount(), sent);
      await account.fleet.identity();
      assert.equal(demo.callCount(), sent + 1);
    } finally {
      account.dispose();
    }
  });

  it('is before every client that there is', () => {
    const clients = [...awsSources()].flatMap(([name, text]) => {
      const made = [...text.matchAll(/new (\w+Client)\(/g)].length;
      const guarded = [...text.matchAll(/middlewareStack\.use\(observeCalls\(/g)].length;
      assert.ok(guarded >= made, `${name} makes a client without observeCalls`);
      return Array.from({ length: made }, () => name);
    });
    assert.ok(clients.length > 8);
  });

  it('lists no operation as read whose name says otherwise', () => {
    for (const operation of Object.values(readOperations).flat())
      assert.match(operation, /^(?:BatchGet|Describe|Get|List|Lookup)/);
  });
});
