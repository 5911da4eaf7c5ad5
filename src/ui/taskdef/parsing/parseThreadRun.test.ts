import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { hclParser } from '../../../../test/unit/hcl.ts';
import { assertSpansFit, wellFormed } from '../../../../test/unit/taskDefinitionMutations.ts';
import { buildParseWorker } from '../../../../tools/lib/parseWorker.ts';
import { makeScratch, type Scratch } from '../../../../tools/lib/scratch.ts';
import { convertToExternal } from '../../../core/taskdef/convert.ts';
import { parseDocument } from '../../../core/taskdef/parse/parseDocument.ts';
import type { ParseInput } from '../../../core/taskdef/parse/sniff.ts';
import { DocumentReader, type ReadableDocument } from './documentReader.ts';
import { ParseThread, type ThreadOptions } from './parseThread.ts';

/** Answers with the text and the number of its thread as the name of a task definition; some texts it does not survive. */
const standIn = `
import { parentPort, threadId } from 'node:worker_threads';
parentPort.on('message', ({ input: { text } }) => {
  if (text === 'hang') for (;;);
  if (text === 'throw') throw new Error('a bug');
  if (text === 'exit') process.exit(3);
  const definition = { format: 'terraform', name: text + ' by ' + threadId };
  const frame = JSON.stringify({ definitions: [definition], services: [] });
  const trees = { count: 1, places: Int32Array.of(1, 0, 0, 0), values: '[]' };
  const answer = { task: 'parse', document: { frame, trees } };
  setTimeout(() => parentPort.postMessage(answer), text.includes('slow') ? 100 : 0);
});
parentPort.postMessage('ready');
`;

const yaml = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: awsvpc
      ContainerDefinitions: []
`;

describe('The thread that parses', function () {
  this.timeout(30_000);
  let scratch: Scratch;
  let worker: URL;
  let pretended: URL;
  const open: { dispose(): void }[] = [];

  before(async () => {
    scratch = await makeScratch('parse-thread');
    worker = await buildParseWorker(scratch.folder);
    pretended = await scriptOf('pretended', standIn);
  });

  afterEach(() => {
    for (const each of open.splice(0)) each.dispose();
  });

  after(() => scratch.remove());

  async function scriptOf(name: string, text: string): Promise<URL> {
    const file = join(scratch.folder, `${name}.mjs`);
    await writeFile(file, text);
    return pathToFileURL(file);
  }

  function thread(options: Partial<ThreadOptions> = {}): ParseThread {
    const opened = new ParseThread({
      script: pretended,
      onNoThread: (error) => assert.fail(String(error)),
      ...options,
    });
    open.push(opened);
    return opened;
  }

  describe('as it is built', () => {
    it('reads as is read without it, in every format', async () => {
      const real = thread({ script: worker });
      const hcl = await hclParser();
      for (const input of wellFormed) {
        const document = await real.parse(() => input);
        assert.deepEqual(document, parseDocument(input, hcl));
        assert(document.definitions.length + (document.workloads?.length ?? 0) > 0, input.fileName);
      }
    });

    it('converts', async () => {
      const input = { text: yaml, languageId: 'yaml', fileName: 'stack.yaml' };
      const converted = await thread({ script: worker }).convert(input, 0);
      assert.deepEqual(
        converted,
        convertToExternal(yaml, (text) => parseDocument({ ...input, text }, undefined), 0),
      );
      assert.match(converted?.text ?? '', /NetworkMode: bridge/);
      assert.equal(await thread({ script: worker }).convert(input, 7), undefined);
    });

    it('gets over what is nested too deep or too long', async () => {
      const real = thread({ script: worker });
      const deep = '[{"a":'.repeat(10_000);
      const inputs: readonly ParseInput[] = [
        ...['yaml', 'json', 'terraform'].map((languageId) => ({
          text: `containerDefinitions AWS::ECS:: aws_ecs_ ${'a'.repeat(5_000_000)}`,
          languageId,
          fileName: 'long',
        })),
        { text: `{"containerDefinitions": ${deep}`, languageId: 'json', fileName: 'deep.json' },
        { text: `Resources: ${'{a: '.repeat(10_000)} AWS::ECS::`, languageId: 'yaml', fileName: 'deep.yaml' },
        {
          text: `resource "aws_ecs_task_definition" "a" {\n container_definitions = jsonencode(${'['.repeat(10_000)}`,
          languageId: 'terraform',
          fileName: 'deep.tf',
        },
        { text: `Resources:\n${'- '.repeat(20_000)}AWS::ECS::`, languageId: 'yaml', fileName: 'dashes.yaml' },
      ];
      for (const input of inputs) {
        const start = performance.now();
        const document = await real.parse(() => input).catch(() => undefined);
        if (document) assertSpansFit(input.text, document);
        assert(performance.now() - start < 5000, input.fileName);
      }
      assert.equal((await real.parse(() => ({ ...inputs[0]!, text: yaml }))).definitions.length, 1);
    });
  });

  describe('when it fails', () => {
    it('is ended over a text that takes too long, and the next text has another one', async () => {
      const limited = thread({ parseLimit: 200 });
      const first = await limited.parse(asked('one'));
      const lost = limited.parse(asked('hang'));
      const waiting = limited.parse(asked('two'));
      await assert.rejects(lost, /longer than 0.2 s/);
      const second = await waiting;
      assert.notEqual(threadOf(second), threadOf(first));
    });

    it('is not blamed for what has held up the thread that waits', async () => {
      const limited = thread({ parseLimit: 200 });
      await limited.parse(asked('one'));
      const waiting = limited.parse(asked('slow'));
      for (const start = performance.now(); performance.now() - start < 500;);
      assert.match(nameOf(await waiting), /^slow/);
    });

    for (const text of ['throw', 'exit']) {
      it(`does not take others down with it, by ${text}`, async () => {
        const fragile = thread();
        const lost = fragile.parse(asked(text));
        const waiting = fragile.parse(asked('two'));
        await assert.rejects(lost, /has ended/);
        assert.match(nameOf(await waiting), /^two/);
      });
    }

    it('is done without where none can be started', async () => {
      const scripts = [
        new URL('missing.js', pretended),
        await scriptOf('broken', 'throw new Error("not here")'),
        await scriptOf('leaving', 'process.exit(0)'),
      ];
      for (const script of scripts) {
        const troubles: unknown[] = [];
        const alone = thread({ script, onNoThread: (error) => troubles.push(error) });
        const inputs = [yaml, yaml.replace('web', 'api')].map((text) => asked(text));
        const documents = await Promise.all(inputs.map((input) => alone.parse(input)));
        assert.deepEqual(
          documents,
          inputs.map((input) => parseDocument(input(), undefined)),
        );
        assert.equal(documents[1]?.definitions.length, 1);
        assert.equal(troubles.length, 1, String(script));
      }
    });
  });

  it('is ended when there was nothing to do for a while, and started again', async () => {
    const idle = thread({ idle: 50 });
    const first = threadOf(await idle.parse(asked('one')));
    assert.equal(threadOf(await idle.parse(asked('two'))), first);
    await sleep(200);
    assert.notEqual(threadOf(await idle.parse(asked('three'))), first);
  });

  it('lets nobody wait when the extension is shut down', async () => {
    const closed = thread();
    const waiting = [asked('slow'), asked('two')].map((input) => closed.parse(input));
    closed.dispose();
    for (const each of waiting) await assert.rejects(each, /shut down/);
    await assert.rejects(closed.parse(asked('three')), /shut down/);
  });

  describe('for documents', () => {
    const fail = (what: string): never => assert.fail(what);
    const reader = (script: URL, log: (what: string) => void = fail): DocumentReader => {
      const opened = new DocumentReader(log, script);
      open.push(opened);
      return opened;
    };

    it('reads of versions in quick succession the first and the last', async () => {
      const read = reader(pretended);
      const document = new TestDocument('slow aws_ecs_ 1');
      await read.of(new TestDocument('aws_ecs_')); // the thread has started
      const first = read.of(document);
      const later = ['slow aws_ecs_ 2', 'aws_ecs_ 3', 'aws_ecs_ 4'].map((text) => read.of(document.typed(text)));
      assert.equal(read.of(document), later[2]);
      assert.equal(new Set(later).size, 1);
      const last = await later[0]!;
      assert.equal(last.version, 4);
      assert.equal(last.text, 'aws_ecs_ 4');
      assert.match(last.document.definitions[0]?.name ?? '', /^aws_ecs_ 4/);
      assert.deepEqual([(await first).version, (await first).text], [1, 'slow aws_ecs_ 1']);
      assert.equal(await read.of(document), last);
    });

    it('needs no thread for JSON of the usual size', async () => {
      const read = reader(new URL('missing.js', pretended));
      const document = new TestDocument('{"family": "web", "containerDefinitions": []}', 'json');
      const { document: tasks, version } = await read.of(document);
      assert.deepEqual([tasks.definitions[0]?.name, version], ['web', 1]);
      assert.equal((await read.of(document.typed('{}'))).document.definitions.length, 0);
    });

    it('reads large JSON in the thread', async () => {
      const text = `{"containerDefinitions": "${'x'.repeat(200_000)}"}`;
      const { document } = await reader(pretended).of(new TestDocument(text, 'json'));
      assert.match(document.definitions[0]?.name ?? '', /^\{"containerDefinitions"/);
    });

    it('reads it anew when its language is another one', async () => {
      const read = reader(pretended);
      const document = new TestDocument('{"containerDefinitions": [], "aws_ecs_": 1}', 'markdown');
      assert.equal((await read.of(document)).document.definitions.length, 0);
      document.languageId = 'json';
      assert.equal((await read.of(document)).document.definitions[0]?.format, 'json');
      document.languageId = 'terraform';
      assert.equal((await read.of(document)).document.definitions[0]?.format, 'terraform');
    });

    it('complains once of a text that can not be read', async () => {
      const bad = await scriptOf('bad', standIn.replace("text === 'throw'", "text.includes('throw')"));
      const said: string[] = [];
      const read = reader(bad, (what) => said.push(what));
      const document = new TestDocument('throw aws_ecs_ 1');
      for (const text of ['throw aws_ecs_ 2', 'throw aws_ecs_ 3']) {
        const { document: tasks, version } = await read.of(document.typed(text));
        assert.deepEqual([tasks.definitions.length, version], [0, document.version]);
      }
      assert.deepEqual(said, ['Reading the task definition in main.tf']);
      assert.equal((await read.of(document.typed('aws_ecs_ 4'))).document.definitions.length, 1);
    });
  });
});

class TestDocument implements ReadableDocument {
  version = 1;
  readonly fileName = '/some/where/main.tf';
  languageId: string;
  #text: string;

  constructor(text: string, languageId = 'terraform') {
    this.#text = text;
    this.languageId = languageId;
  }

  getText(): string {
    return this.#text;
  }

  typed(text: string): this {
    this.#text = text;
    this.version += 1;
    return this;
  }
}

function asked(text: string): () => ParseInput {
  return () => ({ text, languageId: 'yaml', fileName: 'stack.yaml' });
}

function nameOf({ definitions }: { readonly definitions: readonly { readonly name?: string }[] }): string {
  return definitions[0]?.name ?? '';
}

function threadOf(document: Parameters<typeof nameOf>[0]): string {
  return / by (\d+)$/.exec(nameOf(document))?.[1] ?? assert.fail(nameOf(document));
}
