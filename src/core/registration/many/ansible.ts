import { Failure } from '../../failure.ts';
import { oneLine } from '../../text/label.ts';
import { yamlString } from '../../text/yaml.ts';
import { checkedHosts } from './hosts.ts';

const ansibleGroup = 'external_instances';

/**
 * An inventory in YAML of these destinations of ssh. What `~/.ssh/config` says of them still counts, since Ansible
 * connects with `ssh`.
 *
 * @throws Failure `invalidRequest` for no hosts, or one that ssh would not take.
 */
export function ansibleInventory(hosts: readonly string[]): string {
  const names = new Set<string>();
  const lines = checkedHosts(hosts).flatMap((destination) => {
    const { host, user, port } = parts(destination);
    const name = freeName(host, names);
    names.add(name);
    return [
      `        ${yamlString(name)}:`,
      `          ansible_host: ${yamlString(host)}`,
      ...(user === undefined ? [] : [`          ansible_user: ${yamlString(user)}`]),
      ...(port === undefined ? [] : [`          ansible_port: ${port}`]),
    ];
  });
  return ['all:', '  children:', `    ${ansibleGroup}:`, '      hosts:', ...lines, ''].join('\n');
}

/** Ansible reads ranges and ports into the names of an inventory: `[1:3]`, `host:22`. */
function freeName(host: string, taken: ReadonlySet<string>): string {
  if (/^[A-Za-z0-9_.-]+$/.test(host) && !taken.has(host)) return host;
  let number = taken.size + 1;
  while (taken.has(`host-${number}`)) number++;
  return `host-${number}`;
}

interface Destination {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** Source: ssh(1), `destination`. A user name may hold `@`, and only as a URI does a destination have a port. */
function parts(destination: string): Destination {
  const uri = /^ssh:\/\/(.*?)(?::(\d+))?\/?$/.exec(destination);
  const whole = uri?.[1] ?? destination;
  const at = whole.lastIndexOf('@');
  return {
    host: whole.slice(at + 1).replace(/^\[(.*)\]$/, '$1'),
    ...(at > 0 && { user: whole.slice(0, at) }),
    ...(uri?.[2] && { port: Number(uri[2]) }),
  };
}

export interface AnsiblePlayOptions {
  /** What the play does, for its name: `Register with the ECS cluster web in eu-central-1`. */
  readonly title: string;
  /** The saved register script, relative to the playbook. It alone holds the activation code. */
  readonly scriptFile: string;
  readonly needsRoot: boolean;
  /** What these two are called, for the comment that says how to run it. */
  readonly inventoryFile?: string;
  readonly playFile?: string;
  /** Hosts at a time; 10 unless said. */
  readonly serial?: number;
}

/** It stands in a string of a template, where Ansible knows no escapes. */
const plainPath = /^[\p{L}\p{N}_./ -]+$/u;

/**
 * A playbook that runs a saved register script on the hosts of `ansibleInventory`. It holds no secret. The script goes
 * to each host on the stdin of bash: Ansible logs it nowhere (`no_log`), and leaves nothing on the disk. A host that is
 * registered already is skipped, so that the playbook can be run again. With `--check` it changes nothing.
 *
 * @throws Failure `invalidRequest` for a file whose name holds more than letters, digits, spaces and `_ . / -`.
 */
export function ansiblePlay(options: AnsiblePlayOptions): string {
  const { title, scriptFile, needsRoot, serial = 10, inventoryFile = 'INVENTORY', playFile = 'THIS_FILE' } = options;
  const wrong = [scriptFile, inventoryFile, playFile].find((file) => !plainPath.test(file));
  if (wrong !== undefined) throw new Failure('invalidRequest', `A playbook can't name this file: ${oneLine(wrong)}`);
  const script = `{{ lookup('ansible.builtin.file', '${scriptFile}') }}`;
  return `# Run it with: ansible-playbook -i ${inventoryFile} ${playFile}
#   --check  only tells what stands in the way on each host, and changes nothing
---
- name: ${yamlString(withoutTemplate(title))}
  hosts: ${ansibleGroup}
  become: ${needsRoot}
  gather_facts: false
  serial: ${serial}
  tasks:
    - name: Look for an earlier registration
      ansible.builtin.command:
        argv: [grep, -qs, '"instanceID"', /var/lib/amazon/ssm/Vault/Store/RegistrationKey]
      register: earlier
      changed_when: false
      failed_when: false
      check_mode: false

    - name: Check only
      ansible.builtin.command:
        argv: [bash, -s, --, --check-only]
        stdin: ${yamlString(script)}
      register: checked
      changed_when: false
      failed_when: false
      check_mode: false
      no_log: true
      when: ansible_check_mode and earlier.rc != 0

    - name: Register
      ansible.builtin.command:
        argv: [bash, -s]
        stdin: ${yamlString(script)}
      register: registered
      changed_when: registered.rc | default(1) == 0
      failed_when: false
      no_log: true
      when: not ansible_check_mode and earlier.rc != 0

    # The register script never says the code. What it starts is not shown, only the script's own words.
    - name: Tell what the script said
      vars:
        outcome: "{{ checked if ansible_check_mode else registered }}"
      ansible.builtin.assert:
        that: outcome.rc | default(1) == 0
        quiet: true
        fail_msg: "{{ ((outcome.stdout_lines | default([])) + (outcome.stderr_lines | default([]))) | select('match', '(PROBLEM|STOPPED|FAILED|Note): ?') | list }}"
      when: earlier.rc != 0
`;
}

/** Ansible reads templates in the names of plays, too. */
function withoutTemplate(text: string): string {
  return text.replace(/[{}]/g, '');
}
