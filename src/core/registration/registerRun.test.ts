import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { linuxHost, nodeId, registrationKey, standInInstaller } from '../../../test/unit/linuxHost.ts';
import {
  atOnce,
  beginRuns,
  config,
  curls,
  hosts,
  mark,
  parsed,
  run,
  scriptTest as test,
  standIn,
  systemctl,
  usual,
  usualArguments,
} from '../../../test/unit/registerRuns.ts';
import { runOn } from '../../../test/unit/recordingMachine.ts';
import { ecsLinuxRegisterScript, officialInstaller } from './registerScript.ts';

describe('the register script for ECS, run', function () {
  this.timeout(20_000);
  before(beginRuns);

  describe('where nothing is wrong', () => {
    test('fetches the installer safely, checks its signature, runs it, and tells what came of it', {}, (outcome) => {
      const { status, output, installed, problems, notes } = outcome;
      assert.equal(status, 0, output);
      assert.deepEqual(installed, usualArguments);
      assert.deepEqual([problems, notes], [[], []]);
      const fetched = curls(outcome).find((call) => call.at(-1) === officialInstaller.url);
      for (const word of ['=https', '--tlsv1.2', '-fsSL', '--retry']) assert.ok(fetched?.includes(word), word);
      assert.ok(curls(outcome).some((call) => call.at(-1) === `${officialInstaller.url}.asc`));
      assert.match(
        output,
        /^Registers this machine, kitchen \(Raspberry Pi 5 Model B Rev 1\.0\), with the ECS cluster web/,
      );
      assert.match(output, /^The installer carries AWS's signature\.$/m);
      assert.deepEqual(parsed(config(outcome).ECS_INSTANCE_ATTRIBUTES), {
        'external-instances.board': 'Raspberry Pi 5 Model B Rev 1.0',
      });
      assert.match(
        output,
        /^DONE: this machine is the container instance 0f1e2d3c and the managed node mi-0123456789abcdef0\./m,
      );
    });

    test(
      'asks each endpoint, and nothing else, and only reports, with --check-only',
      { args: ['--check-only'] },
      (outcome) => {
        assert.deepEqual([outcome.status, outcome.installed], [0, undefined]);
        assert.ok(!('root/etc/ecs/ecs.config' in outcome.files));
        assert.match(outcome.output, /Problems: 0\./);
        assert.deepEqual(hosts(outcome), [
          '169.254.169.254',
          'ec2messages.eu-central-1.amazonaws.com',
          'ecs-a-1.eu-central-1.amazonaws.com',
          'ecs.eu-central-1.amazonaws.com',
          'raw.githubusercontent.com',
          's3.eu-central-1.amazonaws.com',
          'ssm.eu-central-1.amazonaws.com',
          'ssmmessages.eu-central-1.amazonaws.com',
        ]);
      },
    );

    const v6Only = { ip: 'if [ "$1" = -6 ]; then echo "default via fe80::1"; fi' };
    test(
      'finds an IPv6-only network as the installer does',
      { commands: v6Only, args: ['--check-only'] },
      (outcome) => {
        assert.ok(hosts(outcome).includes('ssm.eu-central-1.api.aws'));
      },
    );

    test('refuses an unknown option', { args: ['--dry-run'] }, ({ status, output, installed }) => {
      assert.deepEqual([status, installed], [2, undefined]);
      assert.match(output, /Unknown option: --dry-run/);
    });

    const eats = `${standInInstaller}cat >"$SCRATCH/eaten"\n`;
    test('can come by a pipe, also when the installer reads its input', { piped: true, installer: eats }, (outcome) => {
      assert.equal(outcome.status, 0, outcome.output);
      assert.deepEqual(outcome.installed, usualArguments);
      assert.match(outcome.output, /^DONE: /m);
      assert.equal(outcome.files.eaten, '');
    });
  });

  describe('with odd values', () => {
    const oddValues = [
      [`it's "quoted"\n${'x'.repeat(255)}`, '👩‍🚀 $(touch pwned)', '`touch pwned`', `Ab+Cd/Ef==''' \\`],
      ['${HOME} %s ~ * ?', '; exit 9 #', 'a\tb\rc', '\u001b[31m{}'],
    ] as const;
    for (const [cluster, region, activationId, activationCode] of oddValues) {
      const options = { cluster, region, activationId, activationCode };
      test(`gives them back unchanged: ${JSON.stringify(region)}`, { options }, (outcome) => {
        assert.equal(outcome.status, 0, outcome.output);
        const expected = ['--region', region, '--cluster', cluster, '--activation-id', activationId];
        assert.deepEqual(outcome.installed, [...expected, '--activation-code', activationCode]);
        assert.ok(!('pwned' in outcome.files));
      });
    }
  });

  describe('what the agent gets to know', () => {
    const host = {
      attributes: { 'rack': 'r 1/2@a:b', 'site.x': 'back\\slash' },
      tags: { 'Ort': 'Küche 🍓'.slice(0, 5), 'k:e/y': 'a=b+c@d' },
    };
    const board = { 'external-instances.board': 'Raspberry Pi 5 Model B Rev 1.0' };

    test('is there before the installer runs: attributes, tags, board', { options: { host } }, (outcome) => {
      const settings = config(outcome);
      assert.deepEqual(parsed(settings.ECS_INSTANCE_ATTRIBUTES), { ...host.attributes, ...board });
      assert.deepEqual(parsed(settings.ECS_CONTAINER_INSTANCE_TAGS), { ...host.tags, ...board });
      const lines = outcome.files['root/etc/ecs/ecs.config']!.trim().split('\n');
      assert.deepEqual([lines[0], lines.at(-1)], [mark, 'ECS_CLUSTER=web']);
    });

    const boards: readonly (readonly [
      model: string,
      dmi: string | undefined,
      value: string | undefined,
      note: boolean,
    ])[] = [
      ['Küche "Pi" \\ \n{é}\t$(id) `x` 5\0', undefined, 'K che Pi id x 5', true],
      ['', `Standard PC (Q35 + ICH9, 2009) ${'x'.repeat(200)}\n`, `Standard PC Q35 ICH9 2009 ${'x'.repeat(102)}`, true],
      ['', 'To Be Filled By O.E.M.\n', undefined, false],
    ];
    for (const [model, dmi, value, changed] of boards) {
      const files = { 'proc/device-tree/model': model || undefined, 'sys/class/dmi/id/product_name': dmi };
      test(`is a board that ECS takes: ${JSON.stringify(model.slice(0, 30) || dmi)}`, { files }, (outcome) => {
        assert.equal(outcome.status, 0, outcome.output);
        const attributes = config(outcome).ECS_INSTANCE_ATTRIBUTES;
        assert.deepEqual(attributes && parsed(attributes), value && { 'external-instances.board': value });
        assert.equal(outcome.notes.length, changed ? 1 : 0, outcome.output);
        if (value) assert.match(value, /^[A-Za-z0-9_.@/: -]{1,128}$/);
      });
    }

    const before = 'ECS_LOGLEVEL=debug\nECS_INSTANCE_ATTRIBUTES={ "old": "1", "rack": "r0" }';
    test('is added to what was there', { options: { host }, files: { 'etc/ecs/ecs.config': before } }, (outcome) => {
      const settings = config(outcome);
      assert.deepEqual(parsed(settings.ECS_INSTANCE_ATTRIBUTES), { old: '1', ...host.attributes, ...board });
      assert.equal(settings.ECS_LOGLEVEL, 'debug');
    });

    const notJson = { 'etc/ecs/ecs.config': 'ECS_INSTANCE_ATTRIBUTES={}\nECS_CONTAINER_INSTANCE_TAGS=none\n' };
    test('takes the place of what says nothing', { files: notJson }, (outcome) => {
      assert.deepEqual(parsed(config(outcome).ECS_INSTANCE_ATTRIBUTES), board);
      assert.deepEqual(parsed(config(outcome).ECS_CONTAINER_INSTANCE_TAGS), board);
    });

    const all = { ...host, dockerSource: 'docker', gpu: true, ipCompatibility: 'ipv6' } as const;
    test('has options for the rest', { options: { host: all }, commands: { 'nvidia-smi': '' } }, (outcome) => {
      const more = ['--docker-install-source', 'docker', '--enable-gpu', '--ip-compatibility', 'ipv6'];
      assert.deepEqual(outcome.installed, [...usualArguments, ...more], outcome.output);
      const dualStack = ['ecs.eu-central-1.api.aws', 's3.dualstack.eu-central-1.amazonaws.com'];
      for (const name of dualStack) assert.ok(hosts(outcome).includes(name), name);
    });
  });

  describe('a proxy', () => {
    const url = 'http://me:s3cr%40t@proxy.test:3128';
    const given = { options: { host: { attributes: {}, tags: {}, proxy: { url, noProxy: '.lan,10.0.0.0/8' } } } };
    const noProxy = 'localhost,127.0.0.1,169.254.169.254,169.254.170.2,/var/run/docker.sock,.lan,10.0.0.0/8';

    function set(text: string | undefined): Readonly<Record<string, string>> {
      const lines = (text ?? '').split('\n').map((line) => /^(\w+)=(.*)$/.exec(line));
      return Object.fromEntries(lines.flatMap((match) => (match ? [[match[1]!, match[2]!]] : [])));
    }

    test('is used for the run, given to the installer, and written for each service', given, (outcome) => {
      const { status, output, files } = outcome;
      assert.equal(status, 0, output);
      for (const log of ['environment', 'installerEnvironment']) {
        const env = set(files[log]);
        assert.deepEqual([env.https_proxy, env.HTTP_PROXY, env.no_proxy, env.NO_PROXY], [url, url, noProxy, noProxy]);
      }
      const settings = config(outcome);
      assert.deepEqual([settings.HTTP_PROXY, settings.HTTPS_PROXY, settings.NO_PROXY], [url, url, noProxy]);
      for (const service of ['amazon-ssm-agent', 'snap.amazon-ssm-agent.amazon-ssm-agent', 'docker']) {
        const dropIn = files[`root/etc/systemd/system/${service}.service.d/external-instances-proxy.conf`];
        assert.match(dropIn ?? '', /^\[Service\]\n/);
        // systemd takes a single percent sign for the beginning of something else.
        assert.ok(dropIn?.includes('Environment="https_proxy=http://me:s3cr%%40t@proxy.test:3128"\n'), dropIn);
      }
      assert.deepEqual(systemctl(outcome), [['daemon-reload']]);
      assert.match(output, /^Proxy: proxy\.test:3128$/m);
      assert.ok(!output.includes('s3cr'));
    });

    test('of the environment is used too', { env: { HTTPS_PROXY: url, no_proxy: '.lan,10.0.0.0/8' } }, (outcome) => {
      const settings = config(outcome);
      assert.deepEqual([settings.HTTPS_PROXY, settings.NO_PROXY], [url, noProxy]);
      assert.match(outcome.notes.join('\n'), /proxy of the environment, for the agents too/);
    });

    test(
      'of the environment is not written where it holds something odd',
      { env: { https_proxy: 'http://"x"\n:1' } },
      (outcome) => {
        assert.equal(config(outcome).HTTPS_PROXY, undefined);
        assert.match(outcome.notes.join('\n'), /for this run only/);
      },
    );
  });

  describe('after the installer', () => {
    test(
      'passes its exit status on, and names the logs',
      { installer: '#!/bin/bash\nexit 7\n' },
      ({ status, output }) => {
        assert.equal(status, 7);
        assert.match(output, /^FAILED: the installer ended with exit status 7;/m);
        assert.match(output, /^This machine is not registered\./m);
        assert.match(output, /\/var\/log\/ecs\/ecs-agent\.log.*\/var\/log\/amazon\/ssm\/amazon-ssm-agent\.log/);
        assert.doesNotMatch(output, /DONE/);
      },
    );

    const endsEarly = standInInstaller.replace('if [[ ! -e $root/usr', 'exit 3\nif [[ ! -e $root/usr');
    test(
      'tells that a registration is used up, and how to go on',
      { installer: endsEarly },
      ({ status, output, files }) => {
        assert.equal(status, 3);
        assert.match(
          output,
          /A registration is used up: SSM knows this machine as mi-0123456789abcdef0\..*run this script again/,
        );
        assert.ok(files['root/etc/ecs/ecs.config']?.includes(mark));
      },
    );

    const half = {
      [registrationKey]: `{"instanceID":"${nodeId}","region":"eu-central-1"}`,
      'root/.aws/credentials': 'of the SSM agent',
      'etc/ecs/ecs.config': `\n${mark}\nECS_INSTANCE_ATTRIBUTES={"external-instances.board":"Raspberry Pi 5 Model B Rev 1.0"}\n`,
    };
    const expired = { expiresAt: Date.now() - 1000 };
    test(
      'goes on from there when run again, without a second registration',
      { files: half, options: expired },
      (outcome) => {
        assert.equal(outcome.status, 0, outcome.output);
        assert.match(outcome.notes[0]!, /goes on from there, and uses up no second registration/);
        assert.deepEqual(outcome.problems, []);
        assert.equal(outcome.files.registrations, undefined);
        const text = outcome.files['root/etc/ecs/ecs.config']!;
        assert.equal(text.split(mark).length, 2);
        assert.deepEqual(parsed(config(outcome).ECS_INSTANCE_ATTRIBUTES), {
          'external-instances.board': 'Raspberry Pi 5 Model B Rev 1.0',
        });
        assert.match(outcome.output, /^DONE: /m);
      },
    );

    const stopped = { ...half, 'usr/libexec/amazon-ecs-init': '', 'etc/ecs/ecs.config': `${mark}\nECS_CLUSTER=web\n` };
    test('starts an agent that was installed and no more', { files: stopped }, (outcome) => {
      assert.equal(outcome.status, 0, outcome.output);
      assert.deepEqual(systemctl(outcome), [['enable', '--now', 'ecs']]);
    });

    const elsewhere = {
      curl: { 'http://localhost:51678/*': `echo '{"Cluster":"lab","ContainerInstanceArn":"arn:x/y"}'; exit 0` },
    };
    test('fails where the agent is in another cluster', elsewhere, ({ status, output }) => {
      assert.equal(status, 1);
      assert.match(output, /^FAILED: the ECS agent is in the cluster lab, not in web\./m);
    });

    test(
      'says so where the agent does not answer',
      { curl: { 'http://localhost:51678/*': 'exit 7' } },
      ({ status, output }) => {
        assert.equal(status, 0);
        assert.match(output, /^REGISTERED with SSM as mi-0123456789abcdef0, but the ECS agent does not answer yet/m);
      },
    );
  });

  describe('with the demo account', () => {
    const machine = {
      commands: {
        id: 'echo 1000',
        uname: 'echo arm64',
        gpg: 'exit 9',
        openssl: undefined,
        docker: undefined,
        df: 'exit 1',
      },
      files: { 'run/systemd/system/.keep': undefined, [registrationKey]: `{"instanceID":"${nodeId}"}` },
    };
    const host = { attributes: { rack: 'r1' }, tags: {}, proxy: { url: 'http://proxy.test:3128' }, gpu: true };
    const how = {
      ...machine,
      installer: standInInstaller.replace('nvidia-smi', 'true'),
      options: { installer: standIn, host },
    };
    test('makes notes of what does not matter to its stand-in, and changes nothing', how, (outcome) => {
      const { status, output, files, installed, problems, notes } = outcome;
      assert.equal(status, 0, output);
      assert.deepEqual(problems, []);
      assert.equal(
        notes.filter((each) => each.endsWith('(It does not matter to the demo account.)')).length,
        6,
        output,
      );
      assert.ok(notes.some((each) => each.includes('The network is not checked')));
      assert.deepEqual(installed, [...usualArguments, '--enable-gpu']);
      assert.deepEqual(
        curls(outcome).map((call) => [call.includes('=http'), call.includes('-fsSL'), call.at(-1)]),
        [[true, false, standIn.url]],
      );
      assert.ok(!Object.keys(files).some((name) => name.startsWith('root/etc/systemd')));
      const env = files.installerEnvironment!;
      assert.doesNotMatch(env, /proxy/i);
      assert.match(
        env,
        /^ECS_INSTANCE_ATTRIBUTES=\{"rack":"r1","external-instances\.board":"Raspberry Pi 5 Model B Rev 1\.0"\}$/m,
      );
      assert.match(env, /^ECS_CONTAINER_INSTANCE_TAGS=\{"external-instances\.board":/m);
    });
    it('works with the real curl and a server on loopback', async () => {
      const asked: (string | undefined)[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url);
        response.end(standInInstaller);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ecs-anywhere-install-latest.sh`;
        const { installed, output } = await run({
          commands: { curl: undefined },
          realCommands: ['curl'],
          env: { http_proxy: 'http://127.0.0.1:9' },
          options: { installer: { ...standIn, url } },
        });
        assert.deepEqual(installed, usualArguments, output);
        assert.deepEqual(asked, ['/ecs-anywhere-install-latest.sh']);
      } finally {
        server.close();
      }
    });
  });

  it('does nothing when it arrives in part', async () => {
    const script = ecsLinuxRegisterScript(usual);
    const end = script.lastIndexOf('\nmain');
    const lengths = [Math.floor(end / 2), end + 1, end + 4];
    const runs = lengths.map((length) =>
      atOnce(() => runOn(linuxHost(), { script: script.slice(0, length), piped: true })),
    );
    for (const { output, calls } of await Promise.all(runs)) {
      assert.doesNotMatch(output, /Registers/);
      assert.deepEqual(calls, []);
    }
  });
});
