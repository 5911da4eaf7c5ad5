import assert from 'node:assert/strict';
import { logTargetOf } from './target.ts';

const taskArn = 'arn:aws:ecs:us-east-1:111122223333:task/home/0123456789abcdef0123456789abcdef';
const container = { name: 'web', taskArn, runtimeId: 'f00d' };

function definition(logDriver: string, options?: object): Record<string, unknown> {
  return {
    containerDefinitions: [
      { name: 'other' },
      { name: 'web', logConfiguration: { logDriver, ...(options && { options }) } },
    ],
  };
}
const group = { 'awslogs-group': '/ecs/web' };

describe('logTargetOf', () => {
  it('names the stream of the awslogs driver by prefix, container and task', () => {
    const options = { ...group, 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'a/b' };
    assert.deepEqual(logTargetOf(definition('awslogs', options), container, 'us-east-1'), {
      kind: 'cloudWatch',
      place: { region: 'eu-west-1', group: '/ecs/web', stream: 'a/b/web/0123456789abcdef0123456789abcdef' },
    });
  });
  it("names it after Docker's id where there is no prefix, and takes the account's Region where none is said", () => {
    assert.deepEqual(logTargetOf(definition('awslogs', group), container, 'us-east-1'), {
      kind: 'cloudWatch',
      place: { region: 'us-east-1', group: '/ecs/web', stream: 'f00d' },
    });
  });
  it('does not guess the stream of a container that is not there yet', () => {
    const starting = { name: 'web', taskArn };
    assert.deepEqual(logTargetOf(definition('awslogs', group), starting, 'us-east-1'), { kind: 'notStarted' });
    const withPrefix = definition('awslogs', { ...group, 'awslogs-stream-prefix': 'p' });
    assert.equal(logTargetOf(withPrefix, starting, 'us-east-1').kind, 'cloudWatch');
  });
  it('tells drivers apart that do not write to CloudWatch Logs', () => {
    for (const driver of ['json-file', 'splunk', 'awsfirelens', 'fluentd']) {
      assert.deepEqual(logTargetOf(definition(driver), container, 'us-east-1'), { kind: 'host', driver });
    }
    assert.deepEqual(logTargetOf(definition('none'), container, 'us-east-1'), { kind: 'nowhere' });
    // Docker refuses it without a group, so such a container never runs.
    assert.deepEqual(logTargetOf(definition('awslogs'), container, 'us-east-1'), { kind: 'host', driver: 'awslogs' });
  });
  it("falls back on Docker's default where nothing is said, or the definition is of another form", () => {
    const fallback = { kind: 'host', driver: 'json-file' };
    for (const odd of [{}, { containerDefinitions: 'x' }, { containerDefinitions: [null, { name: 'web' }] }]) {
      assert.deepEqual(logTargetOf(odd, container, 'us-east-1'), fallback);
    }
  });
});
