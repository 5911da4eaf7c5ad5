import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { Failure } from '../../core/failure.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import { commands } from '../ids.ts';
import { clusterNode, failureNodes } from '../tree/children.ts';
import { accountNode, type TreeNode } from '../tree/nodes.ts';
import { clusterOfRow, isConnected, isEks } from './eksNode.ts';

const account = new AccountFleet({ source: { kind: 'demo' }, region: 'eu-central-1' }, gatewayOver({}));
const lab = clusterNode(accountNode(account), eksCluster('lab'));

describe('the cluster that a row is about', () => {
  const step = (parent: TreeNode): TreeNode => ({ kind: 'step', account, parent, command: commands.refresh });
  const failure = (parent: TreeNode): TreeNode =>
    failureNodes(parent, [new Failure('timedOut', 'no')])[0] ?? assert.fail();

  it('is that of what is said of it, and of the next steps under that', () => {
    const remark: TreeNode = { kind: 'remark', account, parent: lab, remark: { about: 'noContext' }, steps: [] };
    for (const row of [lab, remark, step(remark), failure(lab), step(failure(lab))]) {
      assert.equal(clusterOfRow(row), lab, row.kind);
    }
  });

  it('is none for what is about something else', () => {
    const ofAccount = failure(accountNode(account));
    assert.equal(clusterOfRow(step(ofAccount)), ofAccount);
    assert.equal(clusterOfRow(undefined), undefined);
  });

  it('is one of EKS, or one that EKS only shows', () => {
    const barn = clusterNode(accountNode(account), eksCluster('barn', { connector: {} }));
    const home = clusterNode(accountNode(account), ecsCluster('home'));
    assert.deepEqual([lab, barn, home].map(isEks), [true, true, false]);
    assert.deepEqual([lab, barn, home].map(isConnected), [false, true, false]);
  });
});
