import assert from 'node:assert/strict';
import type { ClusterQuerySubject } from './clusterQuery.ts';
import { ClusterQueryError, matches, parseClusterQuery } from './clusterQuery.ts';

const attributes = new Map([
  ['ecs.capability.external', ''],
  ['ecs.cpu-architecture', 'arm64'],
  ['ecs.instance-type', 'g2.2xlarge'],
  ['ecs.availability-zone', 'us-east-1a'],
  ['rack', '7'],
  ['version', '1.0'],
]);

const pi: ClusterQuerySubject = {
  agentConnected: true,
  agentVersion: '1.105.1',
  ec2InstanceId: 'mi-0123456789abcdef0',
  registeredAt: Date.parse('2026-06-18T22:28:28Z'),
  runningTasksCount: 3,
  attribute: (name) => attributes.get(name),
  taskGroups: () => ['service:production', 'family:batch'],
};

function selects(query: string): boolean {
  return matches(parseClusterQuery(query), pi);
}

describe('cluster query language', () => {
  const holding = [
    'attribute:ecs.capability.external exists',
    'attribute:none !exists',
    'attribute:none not_exists',
    'attribute:ecs.cpu-architecture == arm64',
    'attribute:ecs.cpu-architecture equals "arm64"',
    'attribute:ecs.cpu-architecture==arm64',
    'attribute:ecs.cpu-architecture != x86_64',
    'attribute:none != x86_64',
    'attribute:ecs.availability-zone in [us-east-1a, us-east-1b]',
    "attribute:ecs.availability-zone in ['us-east-1a']",
    'attribute:ecs.availability-zone not_in [us-east-1c]',
    'attribute:ecs.availability-zone !in [us-east-1c]',
    'attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d',
    'attribute:ecs.instance-type matches g2.*',
    'attribute:ecs.instance-type =~ "^(g2|g3)[.].*$"',
    'attribute:ecs.instance-type !~ m5.*',
    // The whole value must match.
    'attribute:ecs.instance-type not_matches g2',
    'attribute:rack > 6',
    'attribute:rack < 10',
    'agentConnected == true',
    'agentConnected in [true]',
    'agentVersion > 1.99.0',
    'agentVersion >= 1.105.1',
    'agentVersion less_than 1.105.2',
    'agentVersion == 1.105.1',
    'ec2InstanceId in [\'mi-0123456789abcdef0\', "i-1"]',
    'ec2InstanceId =~ mi-.*',
    'registeredAt < 2026-06-19',
    'registeredAt >= 2026-06-18T22:28:28',
    'registeredAt == 2026-06-18T22:28:28Z',
    'registeredAt <= 2026-06-18T23:28:28+01:00',
    'runningTasksCount == 3',
    'runningTasksCount greater_than_equal 3',
    'runningTasksCount < 10',
    'task:group == service:production',
    'task:group in [family:batch]',
    'not(task:group == database)',
    '!(task:group == database)',
    '! task:group == database',
    'not not agentConnected == true',
    'agentConnected == false or runningTasksCount == 3',
    'agentConnected == false || runningTasksCount == 3 && attribute:rack exists',
    // "and" binds closer than "or".
    'agentConnected == true or agentConnected == true and agentConnected == false',
    '(agentConnected == false or agentConnected == true) and runningTasksCount > 0',
    '  agentConnected   ==   true  ',
    'agentConnected == true&&runningTasksCount == 3',
  ];
  for (const query of holding) it(`holds: ${query}`, () => assert.equal(selects(query), true));

  const failing = [
    'attribute:none exists',
    'attribute:none == arm64',
    'attribute:none > 1',
    'attribute:none =~ .*',
    'attribute:ecs.cpu-architecture == arm',
    // Attributes are text, also where they look like numbers.
    'attribute:version == 1',
    'attribute:ecs.instance-type =~ 2xlarge',
    'agentVersion < 1.99.0',
    'registeredAt > 2026-06-19T00:00:00',
    'runningTasksCount == 30',
    'task:group == production',
    '(agentConnected == true or agentConnected == true) and agentConnected == false',
    'not (agentConnected == true)',
  ];
  for (const query of failing) it(`does not hold: ${query}`, () => assert.equal(selects(query), false));

  const unreadable: readonly (readonly [string, number, RegExp])[] = [
    ['', 0, /Expected a subject, found the end/],
    ['nonsense == 1', 0, /Unknown subject "nonsense"/],
    ['attribute: exists', 0, /Unknown subject/],
    ['agentConnected', 14, /Expected an operator/],
    ['agentConnected = true', 15, /Expected an operator, found "= true"/],
    ['agentConnected == ', 18, /Expected an argument/],
    ['agentConnected > true', 14, /can't be used with greater_than/],
    ['ec2InstanceId exists', 13, /can't be used with exists/],
    ['runningTasksCount =~ 3', 17, /can't be used with matches/],
    ['runningTasksCount == three', 21, /not a number of tasks/],
    ['registeredAt < yesterday', 15, /not a date/],
    ['attribute:a in us-east-1a', 15, /Expected "\["/],
    ['attribute:a in [b', 17, /Expected "," or "\]"/],
    ['attribute:a in []', 16, /Expected an argument/],
    ['attribute:a == "b', 15, /quote is not closed/],
    ['attribute:a =~ ["b"', 15, /Invalid regular expression/],
    ['(attribute:a exists', 19, /Expected "\)"/],
    ['attribute:a exists attribute:b exists', 19, /Expected "and", "or" or the end/],
    ['attribute:a exists and', 22, /Expected a subject/],
    ['not', 3, /Expected a subject/],
  ];
  for (const [query, offset, message] of unreadable) {
    it(`can't be read: ${query === '' ? 'nothing' : query}`, () => {
      assert.throws(
        () => parseClusterQuery(query),
        (error) => {
          assert.ok(error instanceof ClusterQueryError);
          assert.match(error.message, message);
          assert.ok(error.message.endsWith(`at position ${error.offset}`));
          // The offset may stand before or after the space in front of what was found.
          assert.ok(Math.abs(error.offset - offset) <= 1, `${error.offset} is not ${offset}`);
          return true;
        },
      );
    });
  }

  it('has an end to its nesting, but not to its length', () => {
    assert.throws(() => parseClusterQuery('('.repeat(100_000)), ClusterQueryError);
    assert.throws(() => parseClusterQuery('!'.repeat(100_000)), ClusterQueryError);
    const long = Array.from({ length: 5_000 }, () => 'agentConnected == true').join(' and ');
    assert.equal(selects(long), true);
  });
});
