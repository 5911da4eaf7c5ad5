import assert from 'node:assert/strict';
import type { FailureReason } from '../core/failure.ts';
import { Failure } from '../core/failure.ts';
import type { AccountRef } from '../core/fleet/model.ts';
import { failureSentence, nextSteps } from './failureText.ts';
import { commands } from './ids.ts';

const account: AccountRef = { source: { kind: 'profile', profile: 'ada' }, region: 'eu-central-1' };
const ofKubernetes = (reason: FailureReason): Failure =>
  new Failure(reason, 'no', { service: 'Kubernetes', operation: 'list nodes' });

const reasons: readonly FailureReason[] = [
  'noCredentials',
  'expiredCredentials',
  'invalidCredentials',
  'accessDenied',
  'noAccessEntry',
  'malformedConfig',
  'network',
  'untrustedCertificate',
  'privateEndpoint',
  'timedOut',
  'throttled',
  'notFound',
  'invalidRequest',
  'service',
];

describe('the text of a failure of Kubernetes', () => {
  for (const reason of reasons) {
    it(`blames AWS for nothing, and offers no sign-in to AWS: ${reason}`, () => {
      const failure = ofKubernetes(reason);
      assert.doesNotMatch(failureSentence(failure), /AWS/);
      assert.deepEqual(nextSteps(failure, account), [commands.refresh, commands.showLog]);
    });
  }

  it('says what was denied', () => {
    assert.equal(failureSentence(ofKubernetes('accessDenied')), 'Kubernetes denies access: list nodes');
  });

  it('is of AWS where AWS gave no token', () => {
    const failure = new Failure('expiredCredentials', 'The SSO session has expired.');
    assert.equal(failureSentence(failure), 'The sign-in has expired');
    assert.ok(nextSteps(failure, account).includes(commands.signIn));
  });
});

describe('the text of a failure of AWS', () => {
  it('names what was denied as IAM does', () => {
    const denied = (service: string, operation: string): string =>
      failureSentence(new Failure('accessDenied', 'no', { service, operation }));
    assert.equal(denied('ECS', 'ListTasks'), 'Access denied: ecs:ListTasks');
    assert.equal(denied('CloudWatchLogs', 'GetLogEvents'), 'Access denied: logs:GetLogEvents');
    assert.equal(denied('CostExplorer', 'GetCostAndUsage'), 'Access denied: ce:GetCostAndUsage');
  });
});
