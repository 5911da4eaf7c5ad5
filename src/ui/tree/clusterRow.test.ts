import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { eksCluster, gatewayOver } from '../../../test/unit/fleetLiterals.ts';
import { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { AccountRef, EksCluster } from '../../core/fleet/model.ts';
import { clusterNode } from './children.ts';
import { clusterTooltip } from './clusterTooltip.ts';
import { accountNode } from './nodes.ts';
import { render } from './render.ts';
import type { Row } from './row.ts';

const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region: 'eu-central-1' };
const now = Date.UTC(2026, 10, 22, 12);
const at = { locale: 'en', now };
const day = 86_400_000;

const lab = eksCluster('lab', { hybridNodesEnabled: true });

function rowOf(cluster: EksCluster): Row {
  const account = new AccountFleet(ref, gatewayOver({ eks: [cluster] }));
  return render(clusterNode(accountNode(account), cluster), at);
}

describe('an EKS cluster', () => {
  it('says its version, what is wrong and its state, and when it is supported no more', () => {
    const described = (over: Partial<EksCluster>): string | undefined => rowOf(eksCluster('lab', over)).description;
    const issue = { code: 'SubnetNotFound', message: 'gone', resourceIds: [] };
    assert.equal(described({}), 'EKS 1.35');
    assert.equal(described({ endOfStandardSupport: now + 90 * day }), 'EKS 1.35');
    assert.equal(described({ endOfStandardSupport: Date.UTC(2027, 0, 2) }), 'EKS 1.35 · supported until Jan 2, 2027');
    assert.equal(described({ endOfStandardSupport: Date.UTC(2026, 11, 2) }), 'EKS 1.35 · extended from Dec 2');
    assert.equal(described({ support: 'extended' }), 'EKS 1.35 · extended support');
    assert.equal(
      described({ support: 'extended', endOfExtendedSupport: Date.UTC(2026, 10, 26) }),
      'EKS 1.35 · extended until Nov 26',
    );
    assert.equal(described({ support: 'unsupported' }), 'EKS 1.35 · not supported');
    assert.equal(described({ healthIssues: [issue] }), 'EKS 1.35 · 1 issue');
    assert.equal(described({ healthIssues: [issue, issue], status: 'UPDATING' }), 'EKS 1.35 · 2 issues · UPDATING');
  });

  it('is spoken with the notice in full, and warns in words as well as in colour', () => {
    const row = rowOf(eksCluster('old', { version: '1.31', support: 'extended' }));
    assert.equal(
      row.spoken,
      'EKS cluster old, EKS 1.31 · extended support, Kubernetes 1.31 is in extended support, which costs more',
    );
    assert.deepEqual(row.icon, { codicon: 'type-hierarchy', color: 'list.warningForeground' });
    assert.deepEqual(rowOf(lab).icon, { codicon: 'type-hierarchy' });
  });

  it('counts down while it is not connected, and says when that is over', () => {
    const connected = (over: Partial<EksCluster>, provider?: string): string | undefined =>
      rowOf(
        eksCluster('barn', {
          ...over,
          connector: { ...(provider && { provider }), activationExpiresAt: now + 2.2 * day },
        }),
      ).description;
    assert.equal(connected({}, 'EKS_ANYWHERE'), 'EKS Anywhere · connected');
    assert.equal(connected({}, 'OTHER'), 'EKS · connected');
    assert.equal(connected({}, 'RANCHER'), 'EKS · connected · Rancher');
    assert.equal(connected({}, 'NEW\nONE'), 'EKS · connected · NEW ONE');
    assert.equal(connected({ status: 'PENDING' }, 'EKS_ANYWHERE'), 'EKS Anywhere · 2 days to connect');
    assert.equal(connected({ status: 'FAILED' }, 'EKS_ANYWHERE'), 'EKS Anywhere · connection failed');
    const late = eksCluster('barn', { status: 'PENDING', connector: { activationExpiresAt: now - 1 } });
    assert.equal(rowOf(late).description, 'EKS · not connected in time');
    assert.match(rowOf(late).contextValue, /\.connected\.lost$/);
    assert.match(rowOf(lab).contextValue, /\.eks\.hybrid$/);
  });

  it('tells in its tooltip all that AWS says of it', () => {
    const full = eksCluster('lab', {
      platformVersion: 'eks.12',
      controlPlaneTier: 'standard',
      autoMode: true,
      hybridNodesEnabled: true,
      remoteNetworks: { nodes: ['10.80.0.0/16'], pods: ['10.85.0.0/16', '10.86.0.0/16'] },
      endpointAccess: { public: false, private: true },
      endOfStandardSupport: Date.UTC(2026, 11, 2),
      endOfExtendedSupport: Date.UTC(2027, 11, 2),
      atEndOfStandardSupport: 'extend',
      healthIssues: [
        {
          code: 'Ec2SubnetNotFound',
          message: 'The subnet [x](command:y) is gone',
          resourceIds: ['subnet-1', 'subnet-2'],
        },
      ],
    });
    const text = clusterTooltip(full, at);
    const shown = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    for (const row of [
      '| Status | ACTIVE |',
      '| Kubernetes | 1.35 |',
      '| Platform version | eks.12 |',
      '| Support | standard |',
      '| Standard support | until December 2, 2026 |',
      '| Extended support | until December 2, 2027 |',
      '| After standard support | extended support, which costs more |',
      '| Control plane tier | standard |',
      '| Auto Mode | on |',
      '| Hybrid nodes | enabled |',
      '| Networks of hybrid nodes | 10.80.0.0/16 |',
      '| Networks of their pods | 10.85.0.0/16, 10.86.0.0/16 |',
      '| API server | private: from its VPC only |',
      'Health issue: Ec2SubnetNotFound · The subnet [x](command:y) is gone · subnet-1, subnet-2',
    ]) {
      assert.ok(shown.includes(row), `${row} in\n${shown}`);
    }
    assert.match(shown, /Extended support of Kubernetes 1\.35, which costs more, begins on 2026-12-02/);
    assert.doesNotMatch(text, /\]\(/);
  });

  it('lists what there are several of as the language does', () => {
    l10n.config({ contents: { '{0}, {1}': '{0}、{1}' } });
    try {
      const cluster = eksCluster('lab', {
        remoteNetworks: { nodes: ['10.80.0.0/16', '10.81.0.0/16'], pods: [] },
        healthIssues: [{ code: 'Ec2SubnetNotFound', message: 'gone', resourceIds: ['subnet-1', 'subnet-2'] }],
      });
      const text = clusterTooltip(cluster, at).replace(/&#(\d+);/g, (_, code: string) =>
        String.fromCharCode(Number(code)),
      );
      assert.match(text, /\| 10\.80\.0\.0\/16、10\.81\.0\.0\/16 \|/);
      assert.match(text, / · subnet-1、subnet-2/);
    } finally {
      l10n.config({ contents: {} });
    }
  });

  it('tells of a connected one where it runs and how long it may be connected', () => {
    const connector = { provider: 'EKS_ANYWHERE', activationExpiresAt: now + 2 * day };
    const text = clusterTooltip(eksCluster('barn', { status: 'PENDING', connector }), at);
    assert.match(text, /Provider \| EKS Anywhere/);
    assert.match(text, /expires in 2 days/);
    assert.doesNotMatch(text, /Platform|Auto Mode|undefined/);
  });
});
