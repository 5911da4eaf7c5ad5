import assert from 'node:assert/strict';
import { ecsService } from '../../../test/unit/fleetLiterals.ts';
import type { EcsService, ServiceDeployment } from './ecsOperations.ts';
import { serviceState, type ServiceState } from './serviceState.ts';

function deployment(over: Partial<ServiceDeployment> = {}): ServiceDeployment {
  return {
    id: 'ecs-svc/1',
    status: 'PRIMARY',
    rolloutState: 'COMPLETED',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    failedTasks: 0,
    ...over,
  };
}

function service(over: Partial<EcsService> = {}, ...messages: readonly string[]): EcsService {
  return ecsService({
    desiredCount: 2,
    runningCount: 2,
    deployments: [deployment()],
    events: messages.map((message, index) => ({ id: String(index), at: 1_000 - index, message })),
    ...over,
  });
}

const unplaced = '(service web) was unable to place a task because no container instance met all of its requirements.';
const started = '(service web) has started 1 tasks: (task 0).';
const inProgress = [deployment({ rolloutState: 'IN_PROGRESS' })];

describe('serviceState', () => {
  const expected: readonly (readonly [string, EcsService, ServiceState])[] = [
    ['all of it runs', service(), 'steady'],
    ['nothing is wanted', service({ desiredCount: 0, runningCount: 0 }), 'idle'],
    ['it was deleted', service({ status: 'DRAINING', desiredCount: 0 }), 'draining'],
    [
      'the circuit breaker gave up',
      service({ deployments: [deployment({ rolloutState: 'FAILED' })] }),
      'rolloutFailed',
    ],
    ['a deployment goes on', service({ deployments: inProgress }), 'rollingOut'],
    [
      'an earlier deployment still has tasks',
      service({ deployments: [deployment(), deployment({ status: 'ACTIVE', runningCount: 1 })] }),
      'rollingOut',
    ],
    ['a task ended and no other one came', service({ runningCount: 1 }, started), 'fewer'],
    [
      'there is no host for a task',
      service({ runningCount: 1, deployments: inProgress }, unplaced, started),
      'cannotPlace',
    ],
    [
      'there was none, and then one',
      service({ runningCount: 1, deployments: inProgress }, started, unplaced),
      'rollingOut',
    ],
    ['there was none, and all of it runs', service({}, unplaced), 'steady'],
    ['it deploys by other means', service({ deployments: [] }), 'steady'],
  ];
  for (const [what, given, state] of expected) {
    it(`says ${state} where ${what}`, () => {
      assert.equal(serviceState(given), state);
    });
  }
});
