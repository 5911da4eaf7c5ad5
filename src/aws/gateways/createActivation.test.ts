import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { activationRequest, findByRequest } from '../../core/registration/activation.ts';
import { rolePlan } from '../../core/registration/roles.ts';
import { anywhereRole, emptyWorld } from '../../demo/world.ts';

describe('createActivation', () => {
  let connection: DemoConnection;
  const request = (role: string = anywhereRole): ReturnType<typeof activationRequest> =>
    activationRequest({ clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/home', role }, Date.now());
  beforeEach(async () => {
    connection = await connectTo(emptyWorld());
  });
  afterEach(() => connection.close());

  it('is not sent again when its answer is lost: one activation is there, and is found', async () => {
    const { registration, demo } = connection;
    for (const kind of ['reset-after', 'truncate', 'malformed'] as const) {
      demo.world.activations.clear();
      demo.resetCalls();
      demo.faults.add({ operation: 'CreateActivation', fault: { kind }, times: 1 });
      const sent = request();
      const { reason } = await failureOf(registration.createActivation(sent));
      assert.equal(reason, kind === 'malformed' ? 'service' : 'network');
      assert.equal(demo.callCount('ssm', 'CreateActivation'), 1);
      assert.equal(demo.world.activations.size, 1);
      const found = findByRequest(await allPages(registration.activations()), sent);
      assert.equal(found?.id, [...demo.world.activations.keys()][0]);
      assert.equal(findByRequest(await allPages(registration.activations()), request()), undefined);
    }
  });

  it('is sent again when SSM refused it as one too many', async () => {
    const { registration, demo } = connection;
    demo.faults.add({ operation: 'CreateActivation', fault: { kind: 'throttle' }, times: 2 });
    await registration.createActivation(request());
    assert.equal(demo.world.activations.size, 1);
    assert.equal(demo.callCount('ssm', 'CreateActivation'), 3);
  });

  const message = 'Nonexistent role or missing ssm service principal in trust policy: r';
  const unknownRole = { kind: 'error', code: 'ValidationException', status: 400, message } as const;

  it('waits for a role that was made a moment ago', async () => {
    const { registration, roles, demo } = connection;
    demo.world.roles.delete(anywhereRole);
    await roles.createRole(rolePlan('ecsAnywhere', { partition: 'aws', accountId: demo.accountId }));
    demo.faults.add({ operation: 'CreateActivation', fault: unknownRole, times: 3 });
    await registration.createActivation(request());
    assert.equal(demo.callCount('ssm', 'CreateActivation'), 4);
    demo.faults.add({ operation: 'CreateActivation', fault: unknownRole });
    assert.equal((await failureOf(registration.createActivation(request()))).message, message);
    assert.equal(demo.callCount('ssm', 'CreateActivation'), 4 + 6);
  });

  it('does not wait for a role that was not', async () => {
    const { registration, demo } = connection;
    assert.equal((await failureOf(registration.createActivation(request('none')))).reason, 'invalidRequest');
    assert.equal(demo.callCount('ssm', 'CreateActivation'), 1);
  });

  it('stops waiting when it is called off', async () => {
    await connection.close();
    connection = await connectTo(emptyWorld(), { propagationWaits: [60_000] });
    const { registration, demo } = connection;
    demo.faults.add({ operation: 'CreateActivation', fault: { kind: 'throttle' } });
    const abort = new AbortController();
    const creating = failureOf(registration.createActivation(request(), abort.signal));
    while (demo.callCount('ssm') === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    setTimeout(() => abort.abort(), 5);
    assert.equal((await creating).reason, 'cancelled');
  });
});
