import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { assertGolden } from '../../../../test/unit/goldenScript.ts';
import { Failure } from '../../failure.ts';
import type { AnsiblePlayOptions } from './ansible.ts';
import { ansibleInventory, ansiblePlay } from './ansible.ts';

const inventories = {
  plain: ['pi-1', 'pi-2', 'pi@10.0.0.7', 'root@pi-1'],
  oddNames: ['küche', '[fe80::1%eth0]', 'ssh://pi@host:2222', 'ssh://[fd00::1]:22/', 'a*?#!', 'no', '1.30', 'a@b@c'],
};
const plays: Readonly<Record<string, AnsiblePlayOptions>> = {
  plain: { title: 'Register with the ECS cluster web in eu-central-1', scriptFile: 'register.sh', needsRoot: true },
  oddNames: {
    title: `it's "web" {{ lookup('pipe', 'id') }}: # {% x %}\nnext 👩‍🚀`,
    scriptFile: '../my hosts/küche_2.sh',
    needsRoot: false,
    serial: 1,
  },
};

type Variables = Readonly<Record<string, unknown>>;

describe('ansibleInventory', () => {
  for (const [name, hosts] of Object.entries(inventories)) {
    it(`is as in golden/inventory-${name}.yml`, () =>
      assertGolden(ansibleInventory(hosts), new URL(`golden/inventory-${name}.yml`, import.meta.url)));
  }

  const hostsOf = (hosts: readonly string[]): Readonly<Record<string, Variables>> => {
    const inventory = parse(ansibleInventory(hosts)) as {
      all: { children: { external_instances: { hosts: Record<string, Variables> } } };
    };
    return inventory.all.children.external_instances.hosts;
  };

  it('tells user and port apart from the host', () => {
    assert.deepEqual(hostsOf(inventories.plain), {
      'pi-1': { ansible_host: 'pi-1' },
      'pi-2': { ansible_host: 'pi-2' },
      '10.0.0.7': { ansible_host: '10.0.0.7', ansible_user: 'pi' },
      'host-4': { ansible_host: 'pi-1', ansible_user: 'root' },
    });
  });

  it('names hosts so that Ansible reads no range, no port and no other type into them', () => {
    assert.deepEqual(hostsOf(inventories.oddNames), {
      'host-1': { ansible_host: 'küche' },
      'host-2': { ansible_host: 'fe80::1%eth0' },
      'host': { ansible_host: 'host', ansible_user: 'pi', ansible_port: 2222 },
      'host-4': { ansible_host: 'fd00::1', ansible_port: 22 },
      'host-5': { ansible_host: 'a*?#!' },
      'no': { ansible_host: 'no' },
      '1.30': { ansible_host: '1.30' },
      'c': { ansible_host: 'c', ansible_user: 'a@b' },
    });
  });

  it('gives every host a name of its own', () => {
    assert.deepEqual(Object.keys(hostsOf(['host-2', 'é', 'host-4', 'ü'])).length, 4);
  });

  it('refuses hosts that are none', () => {
    for (const hosts of [[], ['-x'], ['{{ x }}']])
      assert.throws(
        () => ansibleInventory(hosts),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});

interface Task {
  readonly 'name': string;
  readonly 'ansible.builtin.command'?: { readonly argv: readonly string[]; readonly stdin?: string };
  readonly 'no_log'?: boolean;
  readonly 'when'?: string;
}
interface Play {
  readonly name: string;
  readonly hosts: string;
  readonly become: boolean;
  readonly serial: number;
  readonly tasks: readonly Task[];
}

describe('ansiblePlay', () => {
  for (const [name, options] of Object.entries(plays)) {
    it(`is as in golden/play-${name}.yml`, () =>
      assertGolden(ansiblePlay(options), new URL(`golden/play-${name}.yml`, import.meta.url)));
  }
  const play = (options: AnsiblePlayOptions | undefined): Play => (parse(ansiblePlay(options!)) as [Play])[0];

  it('runs on the hosts of the inventory, some at a time, with the rights that the script takes', () => {
    const { hosts, become, serial } = play(plays.plain);
    assert.deepEqual({ hosts, become, serial }, { hosts: 'external_instances', become: true, serial: 10 });
    assert.deepEqual([play(plays.oddNames).become, play(plays.oddNames).serial], [false, 1]);
  });

  it('hands the script over on stdin, unlogged, to hosts that are not registered', () => {
    const scripts = play(plays.plain).tasks.filter((task) => task['ansible.builtin.command']?.stdin);
    assert.deepEqual(
      scripts.map((task) => [task['ansible.builtin.command']?.argv.join(' '), task.no_log, task.when]),
      [
        ['bash -s -- --check-only', true, 'ansible_check_mode and earlier.rc != 0'],
        ['bash -s', true, 'not ansible_check_mode and earlier.rc != 0'],
      ],
    );
    for (const task of scripts)
      assert.equal(task['ansible.builtin.command']?.stdin, `{{ lookup('ansible.builtin.file', 'register.sh') }}`);
    assert.deepEqual(play(plays.plain).tasks[0]?.['ansible.builtin.command']?.argv, [
      ...['grep', '-qs', '"instanceID"'],
      '/var/lib/amazon/ssm/Vault/Store/RegistrationKey',
    ]);
  });

  it('reads no template into a title', () =>
    assert.equal(play(plays.oddNames).name, `it's "web"  lookup('pipe', 'id') : # % x %\nnext 👩‍🚀`));

  it('refuses a file name that would end its string', () => {
    for (const scriptFile of ['', `it's.sh`, '{{ x }}', 'a\\b', 'a\nb', '%'])
      assert.throws(
        () => ansiblePlay({ title: 'x', scriptFile, needsRoot: true }),
        (error) => Failure.is(error) && error.reason === 'invalidRequest',
      );
  });
});
