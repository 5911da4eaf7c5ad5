import assert from 'node:assert/strict';
import type { DemoConnection } from '../../../test/unit/demoConnection.ts';
import { connectTo, failureOf } from '../../../test/unit/demoConnection.ts';
import { withoutBackoff } from '../../../test/unit/withoutBackoff.ts';
import { allPages } from '../../core/fleet/reading.ts';
import { activationRequest } from '../../core/registration/activation.ts';
import type { ConnectorRequest } from '../../core/registration/eksRegistration.ts';
import { connectorProviders } from '../../core/registration/eksRegistration.ts';
import { rolePlan } from '../../core/registration/roles.ts';
import { AgentError, connectCluster, registerHybridNode } from '../../demo/agent.ts';
import { connectorRole, emptyWorld, hybridNodesRole, roleArn } from '../../demo/world.ts';
import { addEksCluster } from '../../demo/worlds/nodes.ts';

describe('the gateway to registering with EKS', () => {
  let connection: DemoConnection;
  const request = (over: Partial<ConnectorRequest> = {}): ConnectorRequest => ({
    name: 'edge',
    provider: 'OTHER',
    roleArn: roleArn(connection.demo.world, connectorRole),
    requestToken: 'one',
    ...over,
  });
  withoutBackoff();
  beforeEach(async () => {
    const world = emptyWorld();
    addEksCluster(world, { name: 'lab', remoteNodeCidrs: ['10.80.0.0/16'] });
    connection = await connectTo(world);
  });
  afterEach(async () => {
    await connection.close();
  });

  it('registers a cluster, which its agents then connect, and lets it go again', async () => {
    const { eks, fleet, demo } = connection;
    const { activationId, activationCode, arn, expiresAt = 0 } = await eks.registerCluster(request());
    assert.equal(arn, `arn:aws:eks:us-east-1:${demo.accountId}:cluster/edge`);
    assert.ok(Math.abs(expiresAt - Date.now() - 3 * 86_400_000) < 60_000);
    assert.deepEqual(await eks.connector('edge'), { status: 'PENDING', activationId });
    const { endpoint, region } = demo;
    const replicas = await connectCluster({ endpoint, region, activationId, activationCode });
    assert.equal((await eks.connector('edge'))?.status, 'ACTIVE');
    const nodes = await allPages(fleet.managedNodes());
    assert.deepEqual(
      nodes.map(({ id, computerName, pingStatus, iamRole }) => [id, computerName, pingStatus, iamRole]),
      replicas.map((id, index) => [id, `eks-connector-${index}`, 'Online', connectorRole]),
    );
    await assert.rejects(
      connectCluster({ endpoint, region, activationId, activationCode }),
      (error) => error instanceof AgentError && error.code === 'RegistrationLimitExceeded',
    );
    await eks.deregisterCluster('edge');
    assert.deepEqual([await eks.connector('edge'), await allPages(fleet.managedNodes())], [undefined, []]);
    assert.equal((await failureOf(eks.deregisterCluster('edge'))).reason, 'notFound');
  });

  it('registers one cluster, also when the answer is lost on the way', async () => {
    const { eks, demo } = connection;
    demo.faults.add({ operation: 'RegisterCluster', fault: { kind: 'reset-after' }, times: 2 });
    const registered = await eks.registerCluster(request());
    assert.equal(demo.callCount('eks', 'RegisterCluster'), 3);
    assert.equal(demo.world.activations.get(registered.activationId)?.code, registered.activationCode);
    assert.equal(demo.world.activations.size, 1);
    assert.deepEqual(await eks.registerCluster(request()), registered);
    const other = await failureOf(eks.registerCluster(request({ requestToken: 'two' })));
    assert.deepEqual([other.reason, other.code], ['invalidRequest', 'ResourceInUseException']);
  });

  it('knows the providers that EKS does', async () => {
    for (const provider of connectorProviders) {
      await connection.eks.registerCluster(request({ provider, requestToken: provider }));
      await connection.eks.deregisterCluster('edge');
    }
    assert.equal(connection.demo.world.eksClusters.size, 1);
  });

  it('waits for a role that is on its way, and for no other', async () => {
    const { eks, demo, roles } = connection;
    const fault = { kind: 'error', code: 'ResourcePropagationDelayException', status: 428 } as const;
    demo.faults.add({ operation: 'RegisterCluster', fault, times: 2 });
    await eks.registerCluster(request());
    assert.equal(demo.callCount('eks', 'RegisterCluster'), 3);

    demo.resetCalls();
    const unknown = request({ name: 'other', roleArn: roleArn(demo.world, 'none') });
    assert.equal((await failureOf(eks.registerCluster(unknown))).reason, 'invalidRequest');
    assert.equal(demo.callCount('eks', 'RegisterCluster'), 1);

    demo.world.roles.delete(connectorRole);
    await roles.createRole(rolePlan('connector', { partition: 'aws', accountId: demo.accountId }));
    const message = `Not existing role: ${request().roleArn}`;
    const refused = { kind: 'error', code: 'InvalidRequestException', status: 400, message } as const;
    demo.faults.add({ operation: 'RegisterCluster', fault: refused, times: 1 });
    await eks.registerCluster(request({ name: 'third', requestToken: 'three' }));
    assert.equal(demo.callCount('eks', 'RegisterCluster'), 3);
  });

  it('has no connector to tell of for other clusters', async () => {
    assert.deepEqual(
      [await connection.eks.connector('lab'), await connection.eks.connector('none')],
      [undefined, undefined],
    );
  });

  it('knows whether a cluster is still there', async () => {
    const { eks, demo } = connection;
    assert.deepEqual([await eks.clusterIsActive('lab'), await eks.clusterIsActive('gone')], [true, false]);
    demo.world.eksClusters.get('lab')!.status = 'DELETING';
    assert.equal(await eks.clusterIsActive('lab'), false);
  });

  it('tells the versions that EKS has', async () => {
    const versions = await connection.eks.kubernetesVersions();
    assert.deepEqual([...versions].sort(), connection.demo.world.eksVersions.map(({ version }) => version).sort());
  });

  it('lets the role of hybrid nodes into a cluster, once', async () => {
    const { eks, demo } = connection;
    const role = roleArn(demo.world, hybridNodesRole);
    assert.equal(await eks.accessEntry('lab', role), undefined);
    await eks.createAccessEntry('lab', role, 'HYBRID_LINUX', 'one');
    await eks.createAccessEntry('lab', role, 'HYBRID_LINUX', 'two');
    assert.deepEqual(await eks.accessEntry('lab', role), { type: 'HYBRID_LINUX' });
    const [entry] = demo.world.eksClusters.get('lab')!.accessEntries.values();
    demo.world.eksClusters.get('lab')!.accessEntries.set(role, { ...entry!, type: 'STANDARD' });
    const other = await failureOf(eks.createAccessEntry('lab', role, 'HYBRID_LINUX', 'three'));
    assert.equal(other.code, 'ResourceInUseException');
    for (const call of [eks.accessEntry('none', role), eks.createAccessEntry('none', role, 'HYBRID_LINUX', 'x')])
      assert.equal((await failureOf(call)).reason, 'notFound');
  });

  it('sees a machine that came by a tagged activation as a hybrid node', async () => {
    const { registration, fleet, demo } = connection;
    const { arn } = demo.world.eksClusters.get('lab')!;
    const { id, code } = await registration.createActivation(
      activationRequest({ clusterArn: arn, role: hybridNodesRole }, Date.now()),
    );
    const { endpoint, region } = demo;
    const activation = { activationId: id, activationCode: code };
    const nodeId = await registerHybridNode({ endpoint, region, ...activation, computerName: 'rack-7' });
    assert.deepEqual(await allPages(fleet.hybridNodeIds(arn)), [nodeId]);
    assert.deepEqual(
      (await registration.nodesOfActivation(id)).map((node) => [node.id, node.computerName]),
      [[nodeId, 'rack-7']],
    );
  });
});
