import assert from 'node:assert/strict';
import { ecsCluster, eksCluster, instance, node } from '../../../../test/unit/fleetLiterals.ts';
import { ecsHosts, nodeHosts, type Host } from '../../fleet/host.ts';
import type { ContainerInstance, EksCluster, ManagedNode } from '../../fleet/model.ts';
import { messageText } from '../../text/message.ts';
import { newestVersion } from './channelRules.ts';
import type { DiagnosisFacts, HostFinding } from './finding.ts';
import { hostFindings } from './findings.ts';
import { formatProbe, parseProbe, type ProbeAnswer } from './probeAnswer.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const cluster = ecsCluster('home');
const seconds = String(now / 1000);
const date = (offset: number): string => `${now / 1000} ${new Date(now - offset * 1000).toUTCString()}`;

function host(over: Partial<ContainerInstance> = {}, ofNode: Partial<ManagedNode> | null = {}): Host {
  const nodes = ofNode === null ? [] : [node('a', ofNode)];
  const [made] = ecsHosts(cluster, [instance('a', cluster, over)], new Map(nodes.map((each) => [each.id, each])));
  assert.ok(made);
  return made;
}

function looseHost(of: Partial<ManagedNode> = {}, eks?: EksCluster): Host {
  const [made] = nodeHosts([node('a', of)], eks);
  assert.ok(made);
  return made;
}

const healthy: Readonly<Record<string, string>> = {
  'clock.now': seconds,
  'clock.aws': date(0),
  'clock.synchronized': 'yes',
  'system.user': 'root',
  'system.machine': 'aarch64',
  'system.bits': '64',
  'cgroup.memory': 'yes',
  'memory.total': '4000000',
  'memory.available': '2000000',
  'disk.root': '30000000 15000000 50 10 /',
  'registration.file': 'yes',
  'registration.node': node('a').id,
  'registration.region': 'eu-central-1',
  'credentials.file': 'yes',
  'credentials.age': '600',
  'credentials.rotating': 'yes',
  'credentials.whole': 'yes',
  'service.ecs': 'active enabled',
  'service.ssm': 'active enabled',
  'service.docker': 'active enabled',
  'docker.installed': 'yes',
  'docker.info': '28.1.1|overlay2|4|6|12|/var/lib/docker',
  'ecs.installed': 'yes',
  'ecs.cluster': 'home',
  'agent.answers': 'yes',
  'agent.instance': 'arn:aws:ecs:eu-central-1:111122223333:container-instance/home/a',
  'endpoint.ecs': 'ok ecs.eu-central-1.amazonaws.com',
  'endpoint.ssm': 'ok ssm.eu-central-1.amazonaws.com',
  'endpoint.s3': 'ok s3.eu-central-1.amazonaws.com',
};

/** @param over `undefined` leaves a fact out */
function probe(
  over: Readonly<Record<string, string | undefined>> = {},
  logs: readonly [string, string][] = [],
): ProbeAnswer {
  const lines = Object.entries({ ...healthy, ...over }).filter(
    (line): line is [string, string] => line[1] !== undefined,
  );
  const answer = parseProbe(formatProbe([...lines, ...logs]));
  assert.ok(answer);
  return answer;
}

function found(over: Partial<DiagnosisFacts> = {}): readonly HostFinding[] {
  return hostFindings({ host: host(), region: 'eu-central-1', now, ...over });
}

/** `error clock` */
function ids(over: Partial<DiagnosisFacts> = {}): readonly string[] {
  return found(over).map(({ severity, id }) => `${severity} ${id}`);
}

/** Of one finding, in English. */
function only(over: Partial<DiagnosisFacts>): {
  title: string;
  detail: string;
  commands: string;
  evidence: readonly string[];
} {
  const [first, ...others] = found(over);
  assert.ok(first);
  assert.deepEqual(others, []);
  const { title, detail, commands, evidence } = first;
  return {
    title: messageText(title),
    detail: detail.map(messageText).join(' '),
    commands: commands.join('\n'),
    evidence,
  };
}

describe('hostFindings', () => {
  describe('from AWS’s side', () => {
    it('has nothing to say of a connected host', () => {
      assert.deepEqual(ids(), []);
    });

    const lost = { pingStatus: 'ConnectionLost' } as const;
    const cases: readonly (readonly [string, Host, readonly string[]])[] = [
      ['both lost', host({ agentConnected: false }, lost), ['error offline']],
      ['only SSM lost', host({}, lost), ['error ssmLost']],
      ['only ECS lost', host({ agentConnected: false }), ['error agentDisconnected']],
      ['unlisted', host({ agentConnected: false }, null), ['error ssmUnlisted']],
      ['draining', host({ status: 'DRAINING' }), ['info draining']],
      ['failed', host({ status: 'REGISTRATION_FAILED', statusReason: 'no' }), ['error registrationFailed']],
      ['a node of SSM alone', looseHost(lost), ['error offline']],
      ['left behind', { ...host({ agentConnected: false }), stale: true }, ['warning stale']],
    ];
    for (const [name, of, expected] of cases) it(name, () => assert.deepEqual(ids({ host: of }), expected));

    it('compares versions of agents as numbers', () => {
      const of = (agentVersion: string): Host => host({ agentVersion });
      assert.deepEqual(ids({ host: of('1.99.0'), newestAgent: '1.105.1' }), ['info agentOutdated']);
      assert.deepEqual(ids({ host: of('1.85.9'), newestAgent: '1.105.1' }), ['warning agentOutdated']);
      assert.deepEqual(ids({ host: of('1.105.1'), newestAgent: '1.105.1' }), []);
      assert.deepEqual(ids({ host: of('odd'), newestAgent: '1.105.1' }), []);
      assert.equal(newestVersion(['1.99.0', undefined, 'v1.105.1 (*abc)', '1.9.0', '']), '1.105.1');
      assert.equal(newestVersion([undefined]), undefined);
    });
  });

  describe('by what the host says', () => {
    it('has nothing to say of a healthy one, nor of one that says nothing', () => {
      assert.deepEqual(ids({ probe: probe() }), []);
      assert.deepEqual(ids({ probe: parseProbe(formatProbe([])) }), []);
    });

    const at = '2026-11-23T11:00:00Z';
    const longAgo = '2026-11-20T11:00:00Z';
    const lostHost = host({}, { pingStatus: 'ConnectionLost' });
    const cases: readonly (readonly [string, Partial<DiagnosisFacts>, readonly string[]])[] = [
      ['a clock 10 minutes off', { probe: probe({ 'clock.aws': date(600) }) }, ['error clock']],
      ['a clock a minute off', { probe: probe({ 'clock.aws': date(-60) }) }, ['warning clock']],
      ['a clock that nothing keeps', { probe: probe({ 'clock.synchronized': 'no' }) }, ['warning clock']],
      ['a clock that was off', { probe: probe({}, [['log.ssm', `${at} ERROR Signature expired`]]) }, ['warning clock']],
      ['a clock that was off days ago', { probe: probe({}, [['log.ssm', `${longAgo} ERROR Signature expired`]]) }, []],
      ['no memory cgroup', { probe: probe({ 'cgroup.memory': 'no' }) }, ['error cgroupMemory']],
      ['no memory cgroup where no task runs', { host: looseHost(), probe: probe({ 'cgroup.memory': 'no' }) }, []],
      ['a full disk', { probe: probe({ 'disk.docker': '30000000 900000 97 10 /data' }) }, ['error diskFull']],
      [
        'a disk that gets full',
        { probe: probe({ 'disk.docker': '30000000 3900000 87 10 /data' }) },
        ['warning diskFull'],
      ],
      ['no inodes', { probe: probe({ 'disk.root': '30000000 15000000 50 99 /' }) }, ['error diskFull']],
      ['a blocked endpoint', { probe: probe({ 'endpoint.ssm': 'timeout ssm.x' }) }, ['error endpointsBlocked']],
      ['a blocked endpoint for pulls', { probe: probe({ 'endpoint.s3': 'dns s3.x' }) }, ['warning endpointsBlocked']],
      ['one that SSM does not need', { host: looseHost(), probe: probe({ 'endpoint.ecs': 'dns x' }) }, []],
      [
        'Docker down',
        { probe: probe({ 'docker.info': undefined, 'docker.error': 'Cannot connect' }) },
        ['error dockerDown'],
      ],
      ['Docker not asked, without root', { probe: probe({ 'docker.error': 'permission denied' }) }, []],
      ['a 32-bit system', { probe: probe({ 'system.bits': '32' }) }, ['error userland32']],
      [
        'too little voltage',
        { probe: probe({ 'board.throttled': '0x50005' }) },
        ['error boardPower', 'warning boardHot'],
      ],
      ['too little voltage before', { probe: probe({ 'board.throttled': '0x10000' }) }, ['warning boardPower']],
      ['throttling as the kernel writes it', { probe: probe({ 'board.throttled': '10000' }) }, ['warning boardPower']],
      ['a hot board', { probe: probe({ 'board.temperature': '86000' }) }, ['error boardHot']],
      ['little memory', { probe: probe({ 'memory.available': '100000' }) }, ['warning memoryLow']],
      ['prefer-cached', { probe: probe({ 'ecs.pull': 'prefer-cached' }) }, ['warning imageCleanUp']],
      ['clean-up off', { probe: probe({ 'ecs.cleanup_off': 'true' }) }, ['warning imageCleanUp']],
      [
        'no registration',
        { probe: probe({ 'registration.file': 'no', 'registration.node': undefined }) },
        ['error notRegistered'],
      ],
      ['another registration', { probe: probe({ 'registration.node': 'mi-other' }) }, ['error cloned']],
      ['another Region', { probe: probe({ 'registration.region': 'eu-west-1' }) }, ['error notRegistered']],
      [
        'a fingerprint, and then why it is lost',
        { host: lostHost, probe: probe({}, [['log.ssm', `${at} ERROR fingerprint does not match`]]) },
        ['error fingerprint', 'error ssmLost'],
      ],
      ['a fingerprint of before', { probe: probe({}, [['log.ssm', `${at} ERROR fingerprint does not match`]]) }, []],
      ['expired credentials', { probe: probe({ 'credentials.age': '4000' }) }, ['error credentialsExpired']],
      ['no credentials', { probe: probe({ 'credentials.file': 'no' }) }, ['error credentialsMissing']],
      ['no credentials seen, without root', { probe: probe({ 'credentials.file': 'no', 'system.user': 'other' }) }, []],
      ['broken credentials', { probe: probe({ 'credentials.whole': 'no' }) }, ['error credentialsMissing']],
      [
        'others’ credentials',
        { probe: probe({ 'credentials.rotating': 'no', 'credentials.age': '90000' }) },
        ['error credentialsForeign'],
      ],
      ['another cluster', { probe: probe({ 'ecs.cluster': 'hone' }) }, ['error wrongCluster']],
      ['no cluster set, so the default', { probe: probe({ 'ecs.cluster': undefined }) }, ['error wrongCluster']],
      ['no cluster seen, without root', { probe: probe({ 'ecs.cluster': undefined, 'system.user': 'other' }) }, []],
      [
        'denied',
        { probe: probe({}, [['log.ecs-agent', `level=error time=${at} AccessDeniedException`]]) },
        ['warning accessDenied'],
      ],
      ['agent stopped', { probe: probe({ 'service.ecs': 'failed enabled' }) }, ['error agentStopped']],
      ['agent not enabled', { probe: probe({ 'service.ecs': 'active disabled' }) }, ['warning agentStopped']],
      ['agent silent', { probe: probe({ 'agent.answers': 'no' }) }, ['error agentSilent']],
      [
        'agent not installed',
        { probe: probe({ 'ecs.installed': 'no', 'ecs.cluster': undefined }) },
        ['error agentNotInstalled'],
      ],
      ['SSM agent stopped', { probe: probe({ 'service.ssm': 'inactive enabled' }) }, ['error ssmStopped']],
    ];
    for (const [name, facts, expected] of cases) it(name, () => assert.deepEqual(ids(facts), expected));

    it('names the cluster that is not there, on a node that never got into one', () => {
      const logs: [string, string][] = [['log.ecs-agent', `level=error time=${at} ClusterNotFoundException`]];
      const answer = probe({ 'ecs.cluster': 'hmoe', 'agent.instance': undefined, 'agent.answers': 'no' }, logs);
      const { title, evidence } = only({ host: looseHost(), probe: answer });
      assert.equal(title, 'There is no cluster hmoe in eu-central-1');
      assert.equal(evidence.length, 1);
    });

    it('gives commands that can be run as they are', () => {
      const cgroup = only({ probe: probe({ 'cgroup.memory': 'no', 'cgroup.file': '/boot/cmdline.txt' }) });
      assert.match(
        cgroup.commands,
        /^sudo sed -i '1s\/\$\/ cgroup_enable=memory cgroup_memory=1\/' \/boot\/cmdline\.txt$/m,
      );
      const moved = only({ probe: probe({ 'ecs.cluster': "x'; rm -rf / #" }) });
      assert.match(
        moved.commands,
        /^sudo sed -i 's\/\^ECS_CLUSTER=\.\*\/ECS_CLUSTER=home\/' \/etc\/ecs\/ecs\.config$/m,
      );
      assert.doesNotMatch(moved.commands, /rm -rf/);
    });

    it('takes no file from the host that it does not know', () => {
      const { commands } = only({ probe: probe({ 'cgroup.memory': 'no', 'cgroup.file': '/etc/passwd' }) });
      assert.equal(commands, '');
    });

    it('names each endpoint and what is in the way', () => {
      const answer = probe({
        'endpoint.ssm': 'timeout ssm.x',
        'endpoint.ecs': 'dns ecs.x',
        'endpoint.s3': 'other s3.x',
      });
      const { title, detail } = only({ probe: answer });
      assert.equal(title, 'The host reaches none of AWS’s endpoints');
      assert.match(detail, /ssm\.x: no answer/);
      assert.match(detail, /resolv\.conf/);
      assert.match(detail, /port 443/);
    });

    it('knows only links of pages that are told of', () => {
      const answer = probe({ 'clock.aws': date(900), 'cgroup.memory': 'no', 'ecs.pull': 'prefer-cached' });
      const sources = found({ probe: answer, host: host({ agentConnected: false }) }).flatMap((each) => each.sources);
      assert.ok(sources.includes('https://github.com/aws/amazon-ssm-agent/issues/616'));
      assert.ok(sources.every((source) => source.startsWith('https://')));
    });
  });

  it('puts errors first, and symptoms after their causes', () => {
    const answer = probe({ 'ecs.pull': 'prefer-cached', 'service.docker': 'failed enabled', 'docker.error': 'x' });
    assert.deepEqual(ids({ host: host({ agentConnected: false }), probe: answer }), [
      'error dockerDown',
      'error agentDisconnected',
      'warning imageCleanUp',
    ]);
  });

  it('says nothing of ECS on a node of EKS', () => {
    const of = looseHost({}, eksCluster('lab'));
    const answer = probe({
      'ecs.installed': 'no',
      'ecs.cluster': undefined,
      'docker.installed': 'no',
      'service.docker': undefined,
    });
    assert.deepEqual(ids({ host: of, probe: answer }), []);
  });
});
