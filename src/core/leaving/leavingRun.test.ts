import assert from 'node:assert/strict';
import type { Machine, Outcome } from '../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { cleanUpScript, moveToClusterScript, reRegisterScript } from './leavingScripts.ts';

// Runs the scripts for real, in bash, on a machine made of stand-ins.

const nodeId = 'mi-0123456789abcdef0';
const realCommands = ['bash', 'cp', 'grep', 'mkdir', 'mktemp', 'mv', 'rm', 'rmdir', 'sed', 'tail'];
const key = 'var/lib/amazon/ssm/Vault/Store/RegistrationKey';
const rotating = '[default]\naws_access_key_id = A\naws_secret_access_key = b\naws_session_token = c\n';

/** Debian's package manager; what `$SCRATCH/installed` names is installed. */
const commands: Readonly<Record<string, string | undefined>> = {
  'id': 'echo 0',
  'systemctl': '[[ $1 != cat ]] || [[ $2 != snap.* ]]',
  'dpkg-query': '[[ ! -e $SCRATCH/root/removed-${!#} ]] && echo -n "install ok installed"',
  'apt-get': '>"$SCRATCH/root/removed-${!#}"',
  'sleep': '',
};
const files: Readonly<Record<string, string | undefined>> = {
  [key]: `{"instanceID":"${nodeId}","region":"eu-central-1"}`,
  'etc/ecs/ecs.config': '# mine\nECS_CLUSTER=old\nECS_LOGLEVEL=debug\nECS_CLUSTER=home\n',
  'var/lib/ecs/ecs.config': 'AWS_DEFAULT_REGION=eu-central-1\nECS_EXTERNAL=true\n',
  'var/lib/ecs/data/agent.db': 'state',
  'var/log/ecs/ecs-agent.log': 'log',
  'var/log/amazon/ssm/amazon-ssm-agent.log': 'log',
  'root/.aws/credentials': rotating,
  'etc/machine-id': 'old',
  'home/user/keep': 'mine',
};

async function run(
  script: string,
  machine: Partial<Machine> = {},
  args: readonly string[] = [],
  piped = false,
): Promise<Outcome> {
  return runOn(
    {
      realCommands,
      ...machine,
      commands: { ...commands, ...machine.commands },
      files: { ...files, ...machine.files },
    },
    { script, args, piped },
  );
}

/** What is left of the machine's own files. */
function left({ files: all }: Outcome): readonly string[] {
  return Object.keys(all)
    .filter((path) => path.startsWith('root/') && !path.includes('removed-'))
    .map((path) => path.slice('root/'.length))
    .sort();
}

/** The calls that change something. */
function changes({ calls }: Outcome): readonly string[] {
  const asking = /^(id|dpkg-query|rpm|systemctl cat|snap list|docker ps|curl|sleep)\b/;
  return calls.map((call) => call.join(' ')).filter((call) => !asking.test(call));
}

const ecs = cleanUpScript({ kind: 'ecs', nodeId });

describe('the clean-up script, run', () => {
  it('stops and removes both agents, and deletes what they left', async () => {
    const outcome = await run(ecs);
    assert.equal(outcome.status, 0, outcome.output);
    assert.deepEqual(changes(outcome), [
      'systemctl stop ecs.service',
      'apt-get remove -y amazon-ecs-init',
      'systemctl stop amazon-ssm-agent.service',
      'apt-get remove -y amazon-ssm-agent',
    ]);
    assert.deepEqual(left(outcome), ['etc/machine-id', 'home/user/keep']);
    assert.match(outcome.output, /^DONE: /m);
    assert.doesNotMatch(outcome.output, /Containers of tasks/);
  });

  it('can be run again', async () => {
    const nothing = Object.fromEntries(Object.keys(files).map((path) => [path, undefined]));
    const bare = { 'dpkg-query': 'exit 1', 'systemctl': 'exit 1' };
    const outcome = await run(ecs, { files: { ...nothing, 'home/user/keep': 'mine' }, commands: bare });
    assert.equal(outcome.status, 0, outcome.output);
    assert.deepEqual(changes(outcome), []);
    assert.match(outcome.output, /^Note: This machine is not registered/m);
  });

  it('stops on a machine that is registered as another, unless forced', async () => {
    const other = { files: { [key]: '{"instanceID": "mi-0fedcba9876543210"}' } };
    const stopped = await run(ecs, other);
    assert.equal(stopped.status, 1);
    assert.match(stopped.output, /^STOPPED: .*registered as mi-0fedcba9876543210, and this script is for mi-0123/m);
    assert.deepEqual(changes(stopped), []);
    assert.equal(left(stopped).length, Object.keys(files).length);
    const forced = await run(ecs, other, ['--force']);
    assert.equal(forced.status, 0, forced.output);
    assert.deepEqual(left(forced), ['etc/machine-id', 'home/user/keep']);
  });

  const dropIn = (service: string) => `etc/systemd/system/${service}.service.d/external-instances-proxy.conf`;
  const ofAgents = [dropIn('amazon-ssm-agent'), dropIn('snap.amazon-ssm-agent.amazon-ssm-agent')];
  const ofDocker = [dropIn('docker'), 'etc/systemd/system/docker.service.d/mine.conf'];
  const behindProxy = { files: Object.fromEntries([...ofAgents, ...ofDocker].map((path) => [path, 'x'] as const)) };
  const units = (outcome: Outcome) => left(outcome).filter((path) => path.startsWith('etc/systemd/'));

  it('takes the proxy away that registering gave to the services, and nothing else of theirs', async () => {
    const outcome = await run(ecs, behindProxy);
    assert.equal(outcome.status, 0, outcome.output);
    assert.deepEqual(units(outcome), ofDocker.slice(1));
    assert.equal(changes(outcome).filter((call) => call === 'systemctl daemon-reload').length, 2);
    assert.match(outcome.output, /^Note: Docker goes without that proxy/m);
    const node = await run(cleanUpScript({ kind: 'ssm', nodeId }), behindProxy);
    assert.equal(node.status, 0, node.output);
    assert.deepEqual(units(node), ofDocker);
  });

  it('stops without root, and at an option that it does not know', async () => {
    const user = await run(ecs, { commands: { id: 'echo 1000' } });
    assert.deepEqual([user.status, changes(user)], [1, []]);
    assert.match(user.output, /STOPPED: This takes root/);
    const option = await run(ecs, {}, ['--yes']);
    assert.deepEqual([option.status, changes(option)], [2, []]);
  });

  it("leaves credentials that are the user's own", async () => {
    const own = [
      '[default]\naws_access_key_id = A\naws_secret_access_key = b\n',
      `${rotating}[work]\naws_access_key_id = A\n`,
      'aws_session_token = c\n',
    ];
    const machines = own.map((credentials) => ({ files: { 'root/.aws/credentials': credentials } }));
    for (const outcome of await Promise.all(machines.map((machine) => run(ecs, machine)))) {
      assert.equal(outcome.status, 0, outcome.output);
      assert.ok(left(outcome).includes('root/.aws/credentials'));
      assert.match(outcome.output, /^Note: .*does not look like the agent's/m);
    }
  });

  const managers: readonly (readonly [string, Readonly<Record<string, string | undefined>>, string])[] = [
    [
      'dnf',
      { rpm: '[[ ! -e $SCRATCH/root/removed-${!#} ]]', dnf: '>"$SCRATCH/root/removed-${!#}"', yum: '' },
      'dnf remove -y',
    ],
    ['yum', { rpm: '[[ ! -e $SCRATCH/root/removed-${!#} ]]', yum: '>"$SCRATCH/root/removed-${!#}"' }, 'yum remove -y'],
    ['zypper', { rpm: '', zypper: '' }, 'zypper --non-interactive remove'],
  ];
  it('knows the package managers of other systems', async () => {
    const machines = managers.map(([, own]) => ({ 'dpkg-query': undefined, 'apt-get': undefined, ...own }));
    const outcomes = await Promise.all(machines.map((own) => run(ecs, { commands: own })));
    for (const [index, outcome] of outcomes.entries()) {
      const [name, , call] = managers[index]!;
      assert.equal(outcome.status, 0, `${name}: ${outcome.output}`);
      assert.ok(changes(outcome).includes(`${call} amazon-ecs-init`), name);
      assert.ok(changes(outcome).includes(`${call} amazon-ssm-agent`), name);
    }
  });

  it('says so where no package manager is known', async () => {
    const outcome = await run(ecs, { commands: { 'apt-get': undefined } });
    assert.equal(outcome.status, 1);
    assert.match(outcome.output, /^STOPPED: No package manager/m);
  });

  it('removes the snap of the SSM agent, and tells of containers that go on', async () => {
    const outcome = await run(ecs, { commands: { snap: '', docker: 'echo 0a1b2c' } });
    assert.ok(changes(outcome).includes('snap remove amazon-ssm-agent'), outcome.output);
    assert.match(outcome.output, /^Note: Containers of tasks still run, unmanaged.*docker rm -f/m);
  });

  it('leaves the ECS agent of a managed node alone', async () => {
    const outcome = await run(cleanUpScript({ kind: 'ssm', nodeId }));
    assert.deepEqual(changes(outcome), [
      'systemctl stop amazon-ssm-agent.service',
      'apt-get remove -y amazon-ssm-agent',
    ]);
    assert.ok(left(outcome).includes('var/lib/ecs/data/agent.db'));
    assert.ok(!left(outcome).includes(key));
  });

  it('uninstalls a hybrid node first, and goes no further when that fails', async () => {
    const script = cleanUpScript({ kind: 'hybridNode', nodeId });
    const fine = await run(script, { commands: { nodeadm: '' } });
    assert.equal(fine.status, 0, fine.output);
    assert.deepEqual(changes(fine).slice(0, 2), ['nodeadm uninstall', 'systemctl stop amazon-ssm-agent.service']);
    const failed = await run(script, { commands: { nodeadm: 'exit 1' } });
    assert.deepEqual([failed.status, changes(failed)], [1, ['nodeadm uninstall']]);
    assert.match(failed.output, /^FAILED: nodeadm uninstall[^]*^STOPPED: The SSM agent was left/m);
    const forced = await run(script, { commands: { nodeadm: 'exit 1' } }, ['--force']);
    assert.equal(forced.status, 0, forced.output);
    const without = await run(script);
    assert.match(without.output, /^Note: nodeadm is not on this machine/m);
  });

  it('does nothing when it arrives in part', async () => {
    const parts = [0.2, 0.5, 0.9, 0.995].map((part) => ecs.slice(0, Math.floor(ecs.length * part)));
    for (const outcome of await Promise.all(parts.map((part) => run(part, {}, [], true)))) {
      assert.deepEqual([outcome.calls, left(outcome).length], [[], Object.keys(files).length]);
    }
  });
});

describe('the script that moves a host, run', () => {
  const script = moveToClusterScript({ from: 'home', to: 'workshop', region: 'eu-central-1', nodeId });
  const config = 'root/etc/ecs/ecs.config';
  /** The agent comes up in the cluster that its config names, at the third look. */
  const curl =
    'echo >>"$SCRATCH/looks"; [[ $(grep -c "" "$SCRATCH/looks") -gt 2 ]] || exit 7; ' +
    'echo "{\\"Cluster\\":\\"$(sed -n s/^ECS_CLUSTER=//p "$SCRATCH/root/etc/ecs/ecs.config")\\",\\"Version\\":\\"1\\"}"';

  it('sets the cluster, forgets the old registration, and waits for the agent', async () => {
    const outcome = await run(script, { commands: { curl } });
    assert.equal(outcome.status, 0, outcome.output);
    assert.deepEqual(changes(outcome), ['systemctl stop ecs.service', 'systemctl start ecs.service']);
    assert.equal(outcome.files[config], '# mine\nECS_LOGLEVEL=debug\nECS_CLUSTER=workshop\n');
    assert.ok(!left(outcome).includes('var/lib/ecs/data/agent.db'));
    assert.ok(left(outcome).includes(key));
    assert.deepEqual(
      left(outcome).filter((path) => path.startsWith('etc/ecs/')),
      ['etc/ecs/ecs.config'],
    );
    assert.match(
      outcome.output,
      /^DONE: the agent is in the cluster workshop\. Deregister the old container instance/m,
    );
  });

  it('can be run again', async () => {
    const moved = { files: { 'etc/ecs/ecs.config': 'ECS_CLUSTER=workshop\n' }, commands: { curl } };
    const outcome = await run(script, moved);
    assert.equal(outcome.status, 0, outcome.output);
    assert.equal(outcome.files[config], 'ECS_CLUSTER=workshop\n');
  });

  it('says so when the agent does not come up there', async () => {
    const outcome = await run(script, { commands: { curl: 'echo "{\\"Cluster\\":\\"home\\"}"' } });
    assert.equal(outcome.status, 1);
    assert.equal(outcome.calls.filter(([name]) => name === 'sleep').length, 24);
    assert.match(outcome.output, /^FAILED: .*Is there a cluster of that name in eu-central-1\?/m);
  });

  it('stops before it changes anything on the wrong machine', async () => {
    const cases: readonly (readonly [Partial<Machine>, RegExp])[] = [
      [{ files: { [key]: '{"instanceID":"mi-0fedcba9876543210"}' } }, /registered as mi-0fedcba9876543210/],
      [{ files: { 'etc/ecs/ecs.config': 'ECS_CLUSTER=office\n' } }, /set to the cluster office, not home/],
      [{ files: { 'etc/ecs/ecs.config': undefined } }, /set to the cluster default, not home/],
      [{ files: { 'var/lib/ecs/ecs.config': 'AWS_DEFAULT_REGION=us-east-1\n' } }, /works in the Region us-east-1/],
      [{ commands: { systemctl: 'exit 1' } }, /ECS agent is not installed/],
      [{ commands: { id: 'echo 1000' } }, /takes root/],
    ];
    const outcomes = await Promise.all(cases.map(([machine]) => run(script, machine)));
    for (const [index, outcome] of outcomes.entries()) {
      const [, says] = cases[index]!;
      assert.deepEqual([outcome.status, changes(outcome)], [1, []], outcome.output);
      assert.match(outcome.output, says);
      assert.equal(outcome.files['root/var/lib/ecs/data/agent.db'], 'state');
    }
  });

  it('takes any names as they are', async () => {
    const to = `it's "$(touch pwned)" \\ * 👩‍🚀`;
    const odd = moveToClusterScript({ from: `$(touch pwned)`, to, region: 'eu-central-1', nodeId });
    const outcome = await run(odd, { commands: { curl: 'exit 7' } }, ['--force']);
    assert.ok(outcome.files[config]?.endsWith(`\nECS_CLUSTER=${to}\n`), outcome.output);
    assert.ok(!Object.keys(outcome.files).some((path) => path.endsWith('pwned')));
  });
});

describe('the script that makes a host forget its registration, run', () => {
  /** Clears the registration as the agent does: the file stays, without an id. */
  const clearing = { 'amazon-ssm-agent': `echo '{"instanceID":""}' >"$SCRATCH/root/${key}"` };

  it('clears SSM and ECS, so that the installer starts afresh', async () => {
    const outcome = await run(reRegisterScript({ kind: 'ecs' }), { commands: clearing });
    assert.equal(outcome.status, 0, outcome.output);
    assert.deepEqual(changes(outcome), [
      'systemctl stop ecs.service',
      'apt-get remove -y amazon-ecs-init',
      'systemctl stop amazon-ssm-agent.service',
      'amazon-ssm-agent -register -clear',
    ]);
    assert.equal(outcome.files['root/etc/ecs/ecs.config'], '# mine\nECS_LOGLEVEL=debug\n');
    for (const gone of ['var/lib/ecs/data/agent.db', 'var/lib/ecs/ecs.config', 'root/.aws/credentials'])
      assert.ok(!left(outcome).includes(gone), gone);
    assert.match(outcome.output, new RegExp(`^Forgets that this machine is registered as ${nodeId}`, 'm'));
    assert.equal(outcome.files['root/etc/machine-id'], 'old');
  });

  it('deletes the registration where the agent can not clear it, or is gone', async () => {
    for (const own of [{ 'amazon-ssm-agent': 'exit 1' }, {}] as Readonly<Record<string, string>>[]) {
      const outcome = await run(reRegisterScript({ kind: 'ssm' }), { commands: own });
      assert.equal(outcome.status, 0, outcome.output);
      assert.ok(!left(outcome).includes(key));
      assert.ok(left(outcome).includes('var/lib/ecs/data/agent.db'));
    }
  });

  it('gives a clone a machine id of its own', async () => {
    const setUp = { ...clearing, 'systemd-machine-id-setup': 'echo new >"$SCRATCH/root/etc/machine-id"' };
    const outcome = await run(reRegisterScript({ kind: 'ecs' }), { commands: setUp }, ['--new-machine-id']);
    assert.equal(outcome.status, 0, outcome.output);
    assert.equal(outcome.files['root/etc/machine-id'], 'new\n');
  });
});
