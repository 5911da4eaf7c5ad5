import assert from 'node:assert/strict';
import type { HostChanges } from '../../../test/unit/linuxHost.ts';
import { linuxHost, nodeId, registrationKey, standInInstaller } from '../../../test/unit/linuxHost.ts';
import type { Run } from '../../../test/unit/registerRuns.ts';
import { beginRuns, curls, mark, scriptTest as test, usualArguments } from '../../../test/unit/registerRuns.ts';

describe('the register script for ECS, before the installer runs', function () {
  this.timeout(20_000);
  before(beginRuns);

  describe('before it changes anything, stops at', () => {
    const no = (...commands: readonly string[]): NonNullable<HostChanges['commands']> =>
      Object.fromEntries(commands.map((command) => [command, undefined]));
    const cannotResolve = 'echo "curl: (6) Could not resolve host" >&2; exit 6';
    const host = { attributes: {}, tags: {} };
    const proxy = { url: 'http://me:s3cret@proxy.test:3128' };
    const registered = (region: string): string => `{"instanceID": "${nodeId}","region":"${region}"}`;
    const oldDate = `printf 'HTTP/1.1 404\\r\\ndate: Thu, 01 Jan 2026 00:00:00 GMT\\r\\n\\r\\n'; exit 0`;

    // As many on one machine as get along with each other, since each run takes its time. One for each problem, in order.
    const fatal: Readonly<Record<string, readonly [how: Run, ...says: RegExp[]]>> = {
      'no machine for agents: code run out, no curl, no root, no systemd, another architecture': [
        {
          options: { expiresAt: Date.now() - 1000 },
          commands: { ...no('curl'), id: 'echo 1000', uname: 'echo armv7l' },
          files: { 'run/systemd/system/.keep': undefined },
        },
        /code ran out at .* UTC, or this machine's clock is wrong/,
        /curl is not installed/,
        /root.*sudo/,
        /systemd does not run/,
        /architecture is armv7l.*64-bit operating system/,
      ],
      'a Pi as it comes: 32-bit, without memory cgroup, CA certificates and room, with credentials': [
        {
          options: { host: { ...host, gpu: true } },
          commands: { getconf: 'echo 32', df: 'printf "%s\\n" head "/dev/root 1 1 204800 99% /"' },
          files: {
            'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4\0',
            'sys/fs/cgroup/cgroup.controllers': 'cpu io pids\n',
            'boot/firmware/cmdline.txt': '',
            'etc/ssl/certs/ca-certificates.crt': undefined,
            'root/.aws/credentials': '[default]',
            'root/.aws/config': '[default]\ncredential_process = /bin/x\n',
          },
          env: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_PROFILE: 'x' },
        },
        /mv \/root\/\.aws\/credentials/,
        /mv \/root\/\.aws\/config/,
        /unset AWS_ACCESS_KEY_ID AWS_PROFILE$/,
        /system on top of it is 32-bit/,
        /Raspberry Pi 4 Model B Rev 1\.4\..*\/boot\/firmware\/cmdline\.txt.*: cgroup_enable=memory cgroup_memory=1$/,
        /nvidia-smi does not work/,
        /package ca-certificates/,
        /Only 200 MiB are free in \/var\/lib, and the agents take 1024 MiB/,
      ],
      'a host of another cluster, on EC2, with a wrong clock, and without two endpoints': [
        {
          files: {
            [registrationKey]: registered('us-east-1'),
            'usr/libexec/amazon-ecs-init': '',
            'etc/ecs/ecs.config': 'ECS_CLUSTER=a\nECS_CLUSTER=lab',
          },
          commands: { docker: 'echo podman version 5' },
          curl: {
            '*169.254.169.254*': 'printf 401; exit 0',
            'https://ssm.*': oldDate,
            'https://ecs.*': cannotResolve,
            'https://s3.*': cannotResolve,
          },
        },
        /already registered as mi-0123456789abcdef0 in us-east-1\. .*keep that/,
        /ECS agent is already installed, for the cluster lab\./,
        /Podman/,
        /metadata service answers/,
        /clock is \d+ minutes off: AWS says it is Thu, 01 Jan 2026/,
        /reached: ecs\.eu-central-1\.amazonaws\.com \(\(6\) Could not resolve host\), s3\.eu-central-1.*TCP port 443/,
      ],
      'what an older agent left, an older kernel, and a proxy that lets too little through': [
        {
          options: { host: { ...host, proxy, gpu: true } },
          files: {
            [registrationKey]: `{"instanceID":"${nodeId}"}`,
            'var/lib/ecs/data/agent.db': '',
            'sys/fs/cgroup/cgroup.controllers': undefined,
            'proc/cgroups': '#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t70\t0\n',
          },
          commands: {
            'dpkg': 'echo armhf',
            'docker': '[ "$1" = --version ]',
            'openssl': 'exit 2',
            'nvidia-smi': 'exit 9',
          },
          curl: { 'https://raw.*': cannotResolve },
        },
        /already registered as mi-0123456789abcdef0\. /,
        /rm -rf \/var\/lib\/ecs\/data/,
        /system on top of it is 32-bit/,
        / \/boot\/cmdline\.txt/,
        /systemctl enable --now docker$/,
        /nvidia-smi does not work/,
        /openssl verify .* fails/,
        /reached through the proxy proxy\.test:3128: raw\.githubusercontent\.com.* and the proxy;/,
      ],
      'a registration by another activation, and RHEL without Docker and openssl': [
        {
          files: {
            'etc/os-release': 'ID="rhel"\nVERSION_ID="9.4"\n',
            [registrationKey]: registered('eu-central-1'),
            'etc/ecs/ecs.config': `${mark}\n# external-instances: activation another\n`,
          },
          commands: no('docker', 'openssl'),
        },
        /already registered as mi-0123456789abcdef0 in eu-central-1\./,
        /Install Docker first/,
        /openssl is not installed/,
      ],
      'no Docker where none is to be installed': [
        { commands: no('docker'), options: { host: { ...host, dockerSource: 'none' } } },
        /told not to install it/,
      ],
      'Docker packages that the installer refuses': [
        {
          files: { 'etc/os-release': 'ID=fedora\nVERSION_ID=40\n' },
          commands: no('docker'),
          options: { host: { ...host, dockerSource: 'distro' } },
        },
        /Choose those of Docker/,
      ],
      "Docker's packages out of reach": [
        { commands: no('docker'), curl: { 'https://download.docker.com/': cannotResolve } },
        /reached: download\.docker\.com/,
      ],
    };
    for (const [what, [how, ...says]] of Object.entries(fatal)) {
      test(what, how, (outcome) => {
        const { status, output, problems, installed, calls } = outcome;
        assert.equal(status, 1);
        says.forEach((sentence, index) => assert.match(problems[index] ?? '', sentence));
        assert.equal(problems.length, says.length, output);
        assert.match(output, /^STOPPED: nothing was changed, and no registration was used up/m);
        assert.equal(installed, undefined);
        assert.ok(!curls(outcome).some((call) => call.includes('--retry')), 'something was fetched');
        assert.ok(!calls.some(([name]) => name === 'systemctl'), 'something was changed');
        assert.ok(!output.includes('s3cret'));
      });
    }

    const two = { commands: { id: 'echo 1000', getconf: 'echo 32' } };
    test(
      'nothing, only reporting, with --check-only and --force',
      { ...two, args: ['--check-only', '--force'] },
      (outcome) => {
        assert.deepEqual([outcome.status, outcome.installed], [1, undefined]);
        assert.match(outcome.output, /Problems: 2\./);
      },
    );
    test('nothing with --force', { ...two, args: ['--force'] }, ({ status, output, installed, problems }) => {
      assert.equal(status, 0, output);
      assert.deepEqual(installed, usualArguments);
      assert.equal(problems.length, 2);
    });
  });

  describe('notes, and goes on at', () => {
    const os = (text: string): NonNullable<HostChanges['files']> => ({ 'etc/os-release': text });
    const debian = os('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n');
    const raspbian = os('PRETTY_NAME="Raspbian GNU/Linux"\nVERSION_ID="13"\nID=raspbian\n');
    const fedora = os('ID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42"\n');
    const rhel = os('ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4"\n');
    const pc = { 'proc/device-tree/model': undefined, 'sys/class/dmi/id/product_name': 'NUC8\n' };
    const supported = /AWS supports: Amazon Linux 2023, Ubuntu 20, .*\(as of 7 August 2026\)/;

    const slow = {
      'https://ecs-a-1.*': 'echo "curl: (28) Timed out" >&2; exit 28',
      '*amazon-ecs-agent.gpg': 'exit 22',
    };
    const noted: Readonly<Record<string, readonly [how: Run, more: readonly string[], ...says: RegExp[]]>> = {
      'a system whose support has ended, without apt-key and gpg': [
        { files: debian, commands: { 'docker': undefined, 'apt-key': undefined, 'gpg': undefined } },
        ['--docker-install-source', 'distro'],
        new RegExp(String.raw`ended its support of Debian GNU/Linux 12 \(bookworm\).*${supported.source}`),
        /no apt-key/,
        /gpg is not installed, so the signature/,
      ],
      'a system that never was supported, a clock on its own, an endpoint that few need, a key that cannot be had': [
        { files: raspbian, commands: { timedatectl: 'echo NTPSynchronized=no' }, curl: slow },
        [],
        /Raspbian GNU\/Linux is not one of those that AWS supports/,
        /timedatectl set-ntp true$/,
        /ecs-a-1\.eu-central-1\.amazonaws\.com cannot be reached \(\(28\) Timed out\): .*ecs-t-1/,
        /key F34C3DDA\w+ of AWS could not be had/,
      ],
      'RHEL 9 with Docker, and another key in place of that of AWS': [
        { files: rhel, commands: { gpg: 'case $* in *--list-keys*) exit 2 ;; esac' } },
        ['--docker-install-source', 'none'],
        /take the one that is here/,
        /could not be had, so the signature of the installer is not checked/,
      ],
      'a PC of a newer system without memory cgroup': [
        { files: { ...fedora, ...pc, 'sys/fs/cgroup/cgroup.controllers': 'cpu io pids\n' } },
        [],
        /memory cgroup is off/,
        supported,
      ],
    };
    for (const [what, [how, more, ...says]] of Object.entries(noted)) {
      test(what, how, ({ status, output, notes, problems, installed }) => {
        assert.equal(status, 0, output);
        says.forEach((sentence, index) => assert.match(notes[index] ?? '', sentence));
        assert.equal(notes.length, says.length, output);
        assert.deepEqual(problems, []);
        assert.deepEqual(installed, [...usualArguments, ...more]);
      });
    }

    const bare = Object.fromEntries(Object.keys(linuxHost().files ?? {}).map((path) => [path, undefined]));
    const nothing = { ...bare, 'stand-in/installer': standInInstaller };
    test('a machine that has none of the files', { files: nothing, args: ['--force'] }, (outcome) => {
      assert.ok(outcome.notes.some((each) => each.startsWith('Note: This operating system is not one of those')));
      assert.ok(outcome.installed);
    });
  });

  describe('what is fetched', () => {
    for (const came of ['<html>Sign in to the guest network</html>', '#!/bin/bash\nif true; then\n'])
      test(
        `does not run when it is no complete script: ${came.slice(0, 12)}`,
        { installer: came },
        ({ status, output, installed }) => {
          assert.deepEqual([status, installed], [1, undefined]);
          assert.match(output, /^FAILED: what came is not a complete shell script\. No registration was used up/m);
        },
      );

    test('may not come', { curl: { '*-latest.sh': 'exit 6' } }, ({ status, output }) => {
      assert.equal(status, 1);
      assert.match(output, /^FAILED: the installer could not be fetched\. No registration was used up/m);
    });

    const aws = 'F34C3DDAE72926B079BEAEC6BCE9D9A42D51784F';
    const badSignatures: Readonly<Record<string, Run>> = {
      'is wrong': { commands: { gpg: `case $* in *--verify*) echo '[GNUPG:] BADSIG x y'; exit 1 ;; esac` } },
      'is of another key': {
        commands: {
          gpg: `case $* in *--verify*) printf '[GNUPG:] GOODSIG x\\n[GNUPG:] VALIDSIG ${'0'.repeat(40)}\\n' ;; esac`,
        },
      },
      'is of a key that is revoked': {
        commands: {
          gpg: `case $* in *--verify*) printf '[GNUPG:] REVKEYSIG x\\n[GNUPG:] VALIDSIG 0 ${aws}\\n' ;; esac`,
        },
      },
      'is missing': { curl: { '*.asc': 'exit 22' } },
    };
    for (const [what, how] of Object.entries(badSignatures))
      test(
        `does not run when its signature ${what}, not even with --force`,
        { ...how, args: ['--force'] },
        (outcome) => {
          assert.deepEqual([outcome.status, outcome.installed], [1, undefined]);
          assert.match(
            outcome.output,
            /^FAILED: the installer does not carry AWS's signature.* No registration was used up/m,
          );
          assert.ok(!('root/etc/ecs/ecs.config' in outcome.files));
        },
      );
  });
});
