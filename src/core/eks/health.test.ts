import assert from 'node:assert/strict';
import { eksCluster, hour } from '../../../test/unit/fleetLiterals.ts';
import { messageText } from '../text/message.ts';
import { connectorRemark, healthRemarks } from './health.ts';

describe('healthRemarks', () => {
  it("has AWS's code and words, and what they are about", () => {
    const healthIssues = [
      { code: 'Ec2SubnetNotFound', message: 'We could not find a subnet.', resourceIds: ['subnet-1'] },
      { code: 'Other', message: '', resourceIds: [] },
    ];
    const remarks = healthRemarks({ healthIssues });
    assert.deepEqual(
      remarks.map(({ severity, message, detail, resourceIds }) => [
        severity,
        messageText(message),
        detail,
        resourceIds,
      ]),
      [
        ['error', 'Health issue: Ec2SubnetNotFound', 'We could not find a subnet.', ['subnet-1']],
        ['error', 'Health issue: Other', undefined, undefined],
      ],
    );
    assert.deepEqual(healthRemarks({}), []);
  });
});

describe('connectorRemark', () => {
  const of = (status: string, hours: number | undefined): readonly (string | undefined)[] => {
    const connector = { ...(hours !== undefined && { activationExpiresAt: hours * hour }) };
    const remark = connectorRemark(eksCluster('barn', { status, connector }), 0);
    return remark ? [remark.kind, remark.severity, messageText(remark.message)] : [];
  };

  it('counts down while a cluster is not connected', () => {
    assert.deepEqual(of('PENDING', 71.9), [
      'pending',
      'info',
      'Not connected yet: its script can be used for 71 more hours',
    ]);
    assert.equal(of('PENDING', 11)[1], 'warning');
    assert.equal(of('CREATING', 1.5)[2], 'Not connected yet: its script can be used for 90 more minutes');
    assert.deepEqual(of('PENDING', undefined), ['pending', 'info', 'Not connected yet: run its script']);
  });

  it('says what to do when it was not connected in time', () => {
    assert.deepEqual(of('PENDING', 0), [
      'expired',
      'error',
      'It was not connected in time: deregister it, and register it again',
    ]);
    assert.deepEqual(of('FAILED', -5), [
      'failed',
      'error',
      'It could not be connected: deregister it, and register it again',
    ]);
  });

  it('has nothing to say of one that is connected, or of a cluster of EKS', () => {
    assert.deepEqual(of('ACTIVE', -5), []);
    assert.equal(connectorRemark(eksCluster('lab', { status: 'FAILED' }), 0), undefined);
  });
});
