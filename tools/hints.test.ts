import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { rules } from '../src/core/taskdef/rules/index.ts';
import { hintsOf, main, readArguments, type HintsReport } from './hints.ts';
import { root } from './lib/paths.ts';

const terraform = `resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["EXTERNAL"]
  network_mode             = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = var.image, memory = 128 }])
}
`;

describe('npm run hints', () => {
  let folder: string;
  const bad = (id: string): string => rules.find((rule) => rule.id === id)?.bad ?? '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hints-'));
    await writeFile(join(folder, 'web.json'), bad('external-network-mode'));
    await writeFile(join(folder, 'stack.yaml'), bad('external-load-balancer').replaceAll('\n', '\r\n'));
    await writeFile(join(folder, 'web.tf'), terraform);
    await writeFile(join(folder, 'warned.json'), bad('image-tag'));
    await writeFile(join(folder, 'other.json'), '{"name": "something else"}');
    await writeFile(join(folder, 'bytes.json'), Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80]));
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const [out, err]: [string[], string[]] = [[], []];
    const { log, error } = console;
    console.log = (line: string) => void out.push(line);
    console.error = (line: string) => void err.push(line);
    try {
      const code = await main(args);
      return { code, out: out.join('\n').replaceAll(join(folder, '/'), ''), err: err.join('\n') };
    } finally {
      Object.assign(console, { log, error });
    }
  };

  it('prints findings with their places, and fails on errors', async () => {
    const { code, out } = await run(join(folder, 'web.json'), join(folder, 'stack.yaml'), join(folder, 'web.tf'));
    assert.equal(code, 1);
    const lines = out.split('\n');
    const expected =
      'External instances do not support network mode awsvpc: use bridge, host or none (external-network-mode)';
    assert.ok(lines.includes(`web.json:4:18 error ${expected}`), out);
    assert.ok(lines.includes(`web.tf:4:30 error ${expected}`), out);
    assert.ok(
      lines.some((line) => /^stack\.yaml:15:7 error .*\(external-load-balancer\)$/.test(line)),
      out,
    );
    assert.match(lines.at(-1) ?? '', /^3 errors, 0 warnings, \d+ infos in 3 task definitions of 3 files$/);
  });

  it('takes names of files from where npm was called', async () => {
    const { INIT_CWD, npm_lifecycle_event: script } = process.env;
    Object.assign(process.env, { INIT_CWD: folder, npm_lifecycle_event: 'hints' });
    try {
      assert.equal((await run('warned.json')).code, 0);
    } finally {
      for (const [name, value] of Object.entries({ INIT_CWD, npm_lifecycle_event: script })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('lets warnings and other files pass', async () => {
    const { code, out, err } = await run(
      join(folder, 'warned.json'),
      join(folder, 'other.json'),
      join(folder, 'bytes.json'),
    );
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^warned\.json:\d+:\d+ warning /);
    assert.match(out, /\n0 errors, 1 warning, 0 infos in 1 task definition of 3 files$/);
  });

  for (const [name, content, found] of [
    ['taskdef', bad('external-network-mode'), 'external-network-mode'],
    ['task.json5', `// By hand\n/* and\nlong */ ${bad('external-network-mode')}`, 'external-network-mode'],
    ['task.txt', `\uFEFF\n${bad('image-tag')}`, 'image-tag'],
    ['stack.v2', bad('external-load-balancer'), 'external-load-balancer'],
    ['pods.txt', `# By hand\n${bad('image-pull-policy')}`, 'image-pull-policy'],
    ['chart.gotmpl', `{{- if .Values.on }}\n${bad('image-pull-policy')}\n{{- end }}`, 'image-pull-policy'],
    ['web.tf.orig', `# By hand\nlocals {\n  port = 80\n}\n${terraform}`, 'external-network-mode'],
  ] as const) {
    it(`reads ${name} by how it begins`, async () => {
      await writeFile(join(folder, name), content);
      const { out, err } = await run(join(folder, name));
      assert.ok(out.includes(`(${found})`), out);
      assert.equal(err, '');
    });
  }

  it('names files of other endings in which it finds nothing, in one line', async () => {
    const contents = {
      // Texts about such files have them within.
      'README.md': `# Hosts\n\nOur tasks:\n\n\`\`\`hcl\n${terraform}\`\`\`\n`,
      'blog.md': `---\ntitle: Hosts\n---\n\n\`\`\`yaml\n${bad('external-load-balancer')}\n\`\`\`\n`,
      'stack.ts': `import x from 'y';\nconst text = \`${bad('external-load-balancer')}\`;\n`,
      'own.json5': `{ containerDefinitions: [{ name: 'web' }] }`,
      'list.txt': 'containerDefinitions\n',
      'long.txt': '#\n'.repeat(1_000_000),
      'LICENSE': '',
      'other.txt': '{"name": "something else"}',
    };
    for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
    const names = [...Object.keys(contents), 'warned.json', 'other.json'].map((name) => join(folder, name));
    const { code, out, err } = await run(...names);
    assert.equal(code, 0);
    assert.match(out, /in 1 task definition of 10 files$/);
    assert.equal(
      err.replaceAll(join(folder, '/'), ''),
      'No task definition or manifest was found in README.md, blog.md, stack.ts, own.json5, list.txt and 3 more.',
    );
    const report = JSON.parse((await run('--json', ...names)).out) as HintsReport;
    assert.deepEqual(report.passedOver, Object.keys(contents));
  });

  it('ends as it would where nobody reads on', async () => {
    const args = [join(root, 'tools', 'run.mjs'), 'hints', join(folder, 'web.json')];
    const child = spawn(process.execPath, args);
    child.stdout.destroy();
    const errors = text(child.stderr);
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([code, await errors], [1, '']);
  });

  it('looks at manifests for Kubernetes', async () => {
    await writeFile(join(folder, 'pod.yml'), bad('image-pull-policy'));
    const { code, out } = await run(join(folder, 'pod.yml'), join(folder, 'warned.json'));
    assert.equal(code, 0);
    assert.match(out, /^pod\.yml:15:28 info Every start asks the registry.* \(image-pull-policy\)$/m);
    assert.match(out, /, 1 warning, 1 info in 1 task definition and 1 manifest of 2 files$/);
  });

  it('prints JSON for machines', async () => {
    const { code, out } = await run('--json', join(folder, 'web.json'));
    const report = JSON.parse(out) as HintsReport;
    assert.equal(code, 1);
    assert.deepEqual([report.errors, report.problems, report.files.length], [1, [], 1]);
    const [file] = report.files;
    assert.deepEqual([file?.taskDefinitions, file?.services], [1, 0]);
    const finding = file?.findings.find(({ severity }) => severity === 'error');
    assert.deepEqual(finding?.start, { line: 4, column: 18, offset: bad('external-network-mode').indexOf('"awsvpc"') });
    assert.equal(finding.end.offset - finding.start.offset, '"awsvpc"'.length);
  });

  it('says in a sentence which files it can not read, and looks at the others', async () => {
    const { code, out, err } = await run(join(folder, 'none.json'), folder, join(folder, 'warned.json'));
    assert.equal(code, 2);
    assert.match(err, /none\.json can't be read: there is no such file\.\n.* can't be read: it is a folder\.$/);
    assert.match(out, /1 warning/);
  });

  for (const args of [[], ['--json'], ['--nonsense', 'a.json']]) {
    it(`answers ${JSON.stringify(args)} with its usage`, async () => {
      assert.match(readArguments(args) as string, /^[^\n]+\. Use: npm run hints -- \[--json\] FILE…$/);
      assert.equal((await run(...args)).code, 2);
    });
  }

  it('has no error or warning to tell of the samples, but for what they show', async () => {
    const names = [
      'task-definition.json',
      'backup.ecs-task-def.json',
      'stack.cfn.yaml',
      'external.tf',
      'deployment.yaml',
    ];
    const { files, problems } = await hintsOf(names.map((name) => join(root, 'workspace', name)));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      files.map(({ taskDefinitions, services, workloads, findings }) => [
        taskDefinitions,
        services,
        workloads,
        findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule),
      ]),
      [
        [1, 0, 0, []],
        [1, 0, 0, []],
        [1, 1, 0, ['fixed-port-deployment']],
        [1, 1, 0, ['image-tag']],
        [0, 0, 3, ['image-tag']],
      ],
    );
  });
});
