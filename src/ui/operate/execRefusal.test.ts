import assert from 'node:assert/strict';
import { ecsCluster, gatewayOver, instance, node, task } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { childrenOf, clusterNode } from '../tree/children.ts';
import { accountNode, type ContainerNode, type HostNode } from '../tree/nodes.ts';
import { execRefusal } from './execRefusal.ts';

const refused = new Failure('invalidRequest', 'The execute command failed due to an internal error.');
const home = ecsCluster('home');

/** What is said of a container on a host, shown under that host or, else, under a service. */
async function said(agentConnected: boolean, isUnderHost: boolean): Promise<string> {
  const own = instance('1', home, { agentConnected });
  const gateway = gatewayOver({ ecs: [home], eks: [], instances: [own], nodes: [node('1', { name: '[pi](x)' })] });
  const account = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
  const rows = await childrenOf(clusterNode(accountNode(account), home), [], { asked: 'aws' });
  const host = rows.find((row): row is HostNode => row.kind === 'host');
  assert.ok(host);
  const container = { name: 'web', image: 'nginx', status: 'RUNNING' };
  const given: ContainerNode = {
    kind: 'container',
    account,
    parent: isUnderHost ? host : accountNode(account),
    task: task('1', own, { containers: [container] }),
    container,
  };
  return execRefusal(given, refused);
}

describe('what is said where ECS Exec refuses', () => {
  it('names the host where that is disconnected, wherever the task is shown', async () => {
    for (const isUnderHost of [true, false]) {
      const words = await said(false, isUnderHost);
      assert.match(words, /^ECS Exec did not open web: its host .*pi.* is disconnected from Amazon ECS\. Try again/);
      assert.doesNotMatch(words, /\]\(/);
    }
  });

  it('names what else it takes where the host is connected', async () => {
    const words = await said(true, false);
    assert.match(words, /^ECS Exec did not open web: AWS refused the request\. .*enableExecuteCommand/);
  });

  it('says as much where the host can not be looked up', async () => {
    const gateway = gatewayOver({ ecs: [home], eks: [], failing: { ecsClusters: new Failure('accessDenied', 'no') } });
    const account = new AccountFleet({ source: { kind: 'environment' }, region: 'eu-central-1' }, gateway);
    const container = { name: 'web', image: 'nginx', status: 'RUNNING' };
    const given: ContainerNode = {
      kind: 'container',
      account,
      parent: accountNode(account),
      task: task('1', instance('1', home), { containers: [container] }),
      container,
    };
    assert.match(await execRefusal(given, refused), /enableExecuteCommand/);
  });
});
