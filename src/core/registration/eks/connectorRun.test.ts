import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import type { Machine, Outcome } from '../../../../test/unit/recordingMachine.ts';
import { runOn } from '../../../../test/unit/recordingMachine.ts';
import type { ConnectorScriptOptions } from './connector.ts';
import {
  connectorChart,
  connectorHelmScript,
  connectorManifestScript,
  officialConnectorManifest,
} from './connector.ts';

// Runs the scripts for real, in bash, with stand-ins for kubectl, helm and curl.

const options: ConnectorScriptOptions = {
  cluster: 'shop-7',
  region: 'eu-central-1',
  activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
  activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
  expiresAt: Date.now() + 3 * 24 * 3_600_000,
  context: 'shop',
};
const manifest = 'code: %EKS_ACTIVATION_CODE%\nid: %EKS_ACTIVATION_ID%\nregion: %AWS_REGION%\nagain: "%AWS_REGION%"\n';

const usual: Machine = {
  realCommands: ['bash', 'cat', 'date', 'env', 'grep', 'mktemp', 'rm', 'sort', 'touch', 'tr'],
  files: { 'manifest.yaml': manifest },
  env: { NODES: 'linux/amd64\nlinux/amd64' },
  commands: {
    kubectl: `case $* in
      *get-contexts*) printf '%s\\n' home shop 'odd "$(touch pwned)" one' ;;
      *current-context*) echo home ;;
      *'config view'*) printf https://10.0.0.1:6443 ;;
      *'get nodes'*) [[ $NODES == none ]] && exit 1; printf '%s\\n' "$NODES" ;;
      *can-i*) echo "\${CAN:-yes}" ;;
      *'get statefulsets'*) printf '%s\\n' secret/default-token $EARLIER ;;
      *apply*) cat >"$SCRATCH/applied" ; exit "\${APPLY:-0}" ;;
      *rollout*) exit "\${ROLLOUT:-0}" ;;
    esac`,
    helm: `case $1 in
      pull) if [[ $PULL ]]; then echo "$PULL" >&2; exit 1; fi
        touch "$4/eks-connector-chart-1.2.3.tgz" ;;
      install) cat >"$SCRATCH/values"; exit "\${INSTALL:-0}" ;;
    esac`,
    curl: `[[ $* == *"\${UNREACHABLE:-nothing}"* ]] && exit 7
      while (($# > 1)); do [[ $1 == -o ]] && cat "$SCRATCH/root/manifest.yaml" >"$2"; shift; done; exit 0`,
  },
};

type Form = 'manifest' | 'helm';
const write = { manifest: connectorManifestScript, helm: connectorHelmScript };

function run(
  form: Form,
  { env, files, commands }: Partial<Machine> = {},
  args: readonly string[] = [],
  more: Partial<ConnectorScriptOptions> = {},
): Promise<Outcome> {
  const machine = {
    ...usual,
    env: { ...usual.env, ...env },
    files: { ...usual.files, ...files },
    commands: { ...usual.commands, ...commands },
  };
  return runOn(machine, { script: write[form]({ ...options, ...more }), args });
}

/** One that wants `--context`. */
function script(): string {
  const { cluster, region, activationId, activationCode, expiresAt } = options;
  return connectorManifestScript({ cluster, region, activationId, activationCode, expiresAt });
}

const changes = /\b(apply|rollout)\b/;
function changed({ calls }: Outcome): readonly (readonly string[])[] {
  return calls.filter((call) => changes.test(call.join(' ')) || call[0] === 'helm');
}
const problems = ({ output }: Outcome): readonly string[] =>
  output.split('\n').filter((line) => line.startsWith('PROBLEM: '));

const odd = {
  cluster: `it's "$(touch pwned)"`,
  activationCode: `--'+/="$(touch pwned)",x\\ # {{ x }}: &%AWS_REGION%\u001b[31m`,
  context: 'odd "$(touch pwned)" one',
};

const fatal: Readonly<Record<string, readonly [run: () => Promise<Outcome>, says: readonly RegExp[]]>> = {
  'an old code, no kubectl and no curl': [
    () => run('manifest', { commands: { kubectl: undefined, curl: undefined } }, [], { expiresAt: Date.now() - 1000 }),
    [/code ran out/, /kubectl is not installed/, /curl is not installed/],
  ],
  'no helm': [() => run('helm', { commands: { helm: undefined } }), [/helm is not installed/]],
  'no context': [
    () => runOn(usual, { script: script() }),
    [/Which cluster is meant\? The current context of kubectl is home\. .*--context NAME/],
  ],
  'a context that there is not': [() => run('manifest', {}, ['--context', 'sho']), [/kubectl knows no context sho\./]],
  'a cluster that does not answer': [
    () => run('helm', { env: { NODES: 'none' } }),
    [/does not answer, or does not let you list its nodes/],
  ],
  'a cluster of Raspberry Pis': [
    () => run('manifest', { env: { NODES: 'linux/arm64\nlinux/arm64\nwindows/amd64' } }),
    [/needs x86-64 Linux nodes, and this cluster has none \(linux\/arm64 windows\/amd64 \)/],
  ],
  'a user without rights, and an earlier connector': [
    () => run('manifest', { env: { CAN: 'no', EARLIER: 'secret/eks-connector-state-0' } }),
    [
      /may not create ClusterRoleBindings/,
      /installed here already: secret\/eks-connector-state-0\. .*delete namespace/,
    ],
  ],
};

const others = {
  manifest: () => run('manifest'),
  helm: () => run('helm'),
  oddManifest: () => run('manifest', {}, [], odd),
  oddHelm: () => run('helm', {}, [], odd),
  named: () => runOn(usual, { script: script(), args: ['--context', 'home'] }),
  unconfirmed: () => runOn(usual, { script: script(), args: ['--force'] }),
  forced: () => run('manifest', { env: { CAN: 'no' } }, ['--force']),
  checked: () => run('helm', {}, ['--check-only']),
  unknownOption: () => run('manifest', {}, ['--dry-run']),
  noName: () => run('manifest', {}, ['--context']),
  mixedManifest: () => run('manifest', { env: { UNREACHABLE: '/ssm.eu', NODES: 'linux/arm64\nlinux/amd64' } }),
  mixedHelm: () => run('helm', { env: { NODES: 'linux/arm64\nlinux/amd64' } }),
  notFetched: () => run('manifest', { env: { UNREACHABLE: 'eks-connector.yaml' } }),
  signInPage: () => run('manifest', { files: { 'manifest.yaml': '<html>' } }),
  notApplied: () => run('manifest', { env: { APPLY: '1' } }),
  notReady: () => run('manifest', { env: { ROLLOUT: '1' } }),
  forbidden: () => run('helm', { env: { PULL: 'Error: unexpected status code 403 Forbidden' } }),
  notPulled: () => run('helm', { env: { PULL: 'Error: no such host' } }),
  notInstalled: () => run('helm', { env: { INSTALL: '1' } }),
  inPart: () => {
    const text = script();
    return runOn(usual, { script: text.slice(0, text.lastIndexOf('\nmain') + 3), piped: true });
  },
};

describe('the scripts for EKS Connector, run', function () {
  this.timeout(30_000);
  const stopped = new Map<string, Outcome>();
  const went = {} as Record<keyof typeof others, Outcome>;

  before(async () => {
    await Promise.all([
      ...Object.entries(fatal).map(async ([what, [start]]) => stopped.set(what, await start())),
      ...Object.entries(others).map(async ([name, start]) => (went[name as keyof typeof others] = await start())),
    ]);
  });

  for (const [what, [, says]] of Object.entries(fatal)) {
    it(`stop at ${what}, before they change anything`, () => {
      const outcome = stopped.get(what)!;
      assert.equal(outcome.status, 1, outcome.output);
      const told = problems(outcome);
      says.forEach((sentence, index) => assert.match(told[index] ?? '', sentence));
      assert.equal(told.length, says.length, outcome.output);
      assert.match(outcome.output, /^STOPPED: nothing was changed, and no registration was used up/m);
      assert.deepEqual(changed(outcome), []);
      assert.ok(!outcome.output.includes(options.activationCode));
    });
  }

  it('apply the manifest of AWS to the cluster that was named', () => {
    const { status, output, files, calls } = went.manifest;
    assert.equal(status, 0, output);
    assert.doesNotMatch(output, /PROBLEM|Note|FAILED/);
    assert.match(output, /^Context shop, API server https:\/\/10\.0\.0\.1:6443$/m);
    assert.equal(
      calls.find((call) => call.includes('-o') && call[0] === 'curl')?.at(-1),
      officialConnectorManifest.url,
    );
    assert.deepEqual(changed(went.manifest), [
      ['kubectl', '--context', 'shop', 'apply', '--filename', '-'],
      [
        ...['kubectl', '--context', 'shop', 'rollout', 'status', 'statefulset/eks-connector'],
        ...['--namespace', 'eks-connector', '--timeout=180s'],
      ],
    ]);
    const code = Buffer.from(options.activationCode).toString('base64');
    assert.equal(
      files.applied,
      `code: ${code}\nid: ${options.activationId}\nregion: eu-central-1\nagain: "eu-central-1"\n`,
    );
    assert.match(output, /^DONE: /m);
  });

  it('install the chart of AWS in the cluster that was named', () => {
    const { status, output, files } = went.helm;
    assert.equal(status, 0, output);
    const [pull = [], install = []] = changed(went.helm);
    assert.deepEqual(pull.slice(0, 4), ['helm', 'pull', connectorChart, '--destination']);
    assert.deepEqual(install.slice(0, 3), ['helm', 'install', 'eks-connector']);
    assert.equal(install[3], `${pull[4]}/eks-connector-chart-1.2.3.tgz`);
    assert.equal(
      install.slice(4).join(' '),
      '--kube-context shop --namespace eks-connector --create-namespace --values -',
    );
    assert.deepEqual(JSON.parse(files.values ?? ''), {
      eks: { activationCode: options.activationCode, activationId: options.activationId, agentRegion: 'eu-central-1' },
      deploy: { podLabelSelector: { 'kubernetes.io/arch': 'amd64' } },
    });
    assert.match(output, /^DONE: /m);
  });

  it('give odd values back unchanged', () => {
    const [document] = parseAllDocuments(went.oddManifest.files.applied ?? '');
    const { code } = document?.toJS() as { code: string };
    assert.equal(Buffer.from(code, 'base64').toString(), odd.activationCode);
    const { eks } = JSON.parse(went.oddHelm.files.values ?? '') as { eks: { activationCode: string } };
    assert.equal(eks.activationCode, odd.activationCode);
    for (const { status, output, calls, files } of [went.oddManifest, went.oddHelm]) {
      assert.equal(status, 0, output);
      assert.ok(calls.some((call) => call[0] === 'kubectl' && call[2] === odd.context));
      assert.ok(!('pwned' in files));
    }
  });

  it('keep the code from arguments, output and files', () => {
    const code64 = Buffer.from(options.activationCode).toString('base64');
    for (const { output, calls, files } of [went.manifest, went.helm, went.notApplied, went.notInstalled]) {
      const seen = [
        output,
        ...calls.flat(),
        ...Object.entries(files)
          .filter(([path]) => path.startsWith('tmp'))
          .flat(),
      ];
      for (const text of seen) assert.ok(!text.includes(options.activationCode) && !text.includes(code64), text);
      assert.ok(!Object.keys(files).some((path) => path.startsWith('tmp')));
    }
  });

  it('take the context of --context, and none by --force', () => {
    assert.equal(went.named.status, 0, went.named.output);
    assert.deepEqual(changed(went.named)[0]?.slice(0, 3), ['kubectl', '--context', 'home']);
    assert.equal(went.unconfirmed.status, 1);
    assert.match(went.unconfirmed.output, /^STOPPED: .*not known which cluster/m);
    assert.deepEqual(changed(went.unconfirmed), []);
  });

  it('go on with --force, only report with --check-only, and refuse other options', () => {
    assert.equal(went.forced.status, 0, went.forced.output);
    assert.equal(problems(went.forced).length, 1);
    assert.equal(changed(went.forced).length, 2);
    assert.deepEqual([went.checked.status, changed(went.checked)], [0, []]);
    assert.match(went.checked.output, /Problems: 0\./);
    assert.deepEqual([went.unknownOption.status, went.noName.status], [2, 2]);
    assert.match(went.unknownOption.output, /Unknown option: --dry-run/);
  });

  it('say what becomes of nodes that are not x86-64', () => {
    assert.match(went.mixedManifest.output, /^Note: Not all nodes .*the manifest does not choose/m);
    assert.match(went.mixedHelm.output, /^Note: Not all nodes .*run on those that are/m);
    assert.deepEqual([went.mixedManifest.status, went.mixedHelm.status], [0, 0]);
  });

  it('say which of the endpoints cannot be reached from here, and go on', () => {
    const { output } = went.mixedManifest;
    assert.match(output, /^Note: https:\/\/ssm\.eu-central-1\.amazonaws\.com can't be reached from here/m);
    assert.equal(output.split("can't be reached").length, 2);
  });

  it('say what failed, and what to do', () => {
    const failures: readonly (readonly [outcome: Outcome, says: RegExp, changes: number])[] = [
      [went.notFetched, /^FAILED: the manifest could not be fetched\. Nothing was changed/m, 0],
      [went.signInPage, /^FAILED: what came is not the manifest of EKS Connector: it lacks %AWS_REGION%/m, 0],
      [went.notApplied, /^FAILED: kubectl could not apply/m, 1],
      [went.notReady, /^FAILED: EKS Connector is installed, but does not run.*\n.*\n.*kubectl logs/m, 2],
      [went.forbidden, /^FAILED: the chart .*\n.*docker logout public\.ecr\.aws; helm registry logout/m, 1],
      [went.notInstalled, /^FAILED: helm could not install/m, 2],
    ];
    for (const [outcome, says, count] of failures) {
      assert.equal(outcome.status, 1, outcome.output);
      assert.match(outcome.output, says);
      assert.equal(changed(outcome).length, count, outcome.output);
      assert.doesNotMatch(outcome.output, /DONE/);
    }
    assert.match(went.notPulled.output, /no such host\nFAILED/);
    assert.doesNotMatch(went.notPulled.output, /docker logout/);
  });

  it('do nothing when they come in part', () => assert.deepEqual(went.inPart.calls, []));
});
