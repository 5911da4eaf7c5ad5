import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments as parseManifests, parseDocument as parseYaml, stringify } from 'yaml';
import { hclParser } from '../../test/unit/hcl.ts';
import { checkSteps } from '../../src/core/taskdef/check.ts';
import { ParseThread } from '../../src/ui/taskdef/parsing/parseThread.ts';
import { inSlices } from '../../src/ui/taskdef/parsing/slices.ts';
import { buildParseWorker } from '../lib/parseWorker.ts';
import { makeScratch } from '../lib/scratch.ts';
import { atMost, information, median, type Figure } from './figure.ts';

const turns = 9;
const rounds = 10;

interface Syntax {
  readonly name: string;
  readonly languageId: string;
  readonly text: string;
  /** What the library needs for the text alone. */
  readonly bare: () => unknown;
}

/** What a keystroke costs in formats that are parsed in a thread of their own. */
export async function threadFigures(): Promise<readonly Figure[]> {
  const scratch = await makeScratch('analysis');
  const thread = new ParseThread({
    script: await buildParseWorker(scratch.folder),
    onNoThread: (error) => {
      throw new Error('There is no thread to measure.', { cause: error });
    },
  });
  try {
    const hcl = await hclParser();
    const [template, resource, manifests] = [largeTemplate(), largeResource(), largeManifests()];
    return [
      ...(await figuresOf(thread, {
        name: 'CloudFormation YAML',
        languageId: 'yaml',
        text: template,
        bare: () => parseYaml(template),
      })),
      ...(await figuresOf(thread, {
        name: 'Terraform',
        languageId: 'terraform',
        text: resource,
        bare: () => hcl.parse(resource).delete(),
      })),
      ...(await figuresOf(thread, {
        name: 'Kubernetes YAML',
        languageId: 'yaml',
        text: manifests,
        bare: () => parseManifests(manifests),
      })),
    ];
  } finally {
    thread.dispose();
    await scratch.remove();
  }
}

async function figuresOf(thread: ParseThread, { name, languageId, text, bare }: Syntax): Promise<readonly Figure[]> {
  const input = { text, languageId, fileName: 'task' };
  const analysed = async (): Promise<void> => {
    const document = await thread.parse(() => input);
    const count = document.definitions.length + (document.workloads?.length ?? 0);
    if (count === 0) throw new Error(`There is neither a task definition nor a manifest in the ${name}.`);
    const steps = checkSteps(text, document, {}, {}, (rule, error) => {
      throw new Error(`The rule ${rule} failed.`, { cause: error });
    });
    await inSlices(steps);
  };
  const bares: number[] = [];
  const wholes: number[] = [];
  const blocks: number[] = [];
  const works: number[] = [];
  // In turns, so that what else the machine does meets all alike; some at a time, since to parse here leaves this thread
  // with garbage to collect that an extension host does not have.
  for (let turn = 0; turn < turns; turn++) {
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      bare();
      bares.push(performance.now() - start);
    }
    for (let round = 0; round < rounds; round++) {
      const { whole, work } = await timed(analysed);
      wholes.push(whole);
      works.push(work);
      blocks.push(await longestBlock(analysed));
    }
  }
  // The first rounds compile.
  const settled = (times: readonly number[]): readonly number[] => times.slice((turns * rounds) / 3);
  const [theirs, mine] = [median(settled(bares)), median(settled(wholes))];
  const what = `analysis: ${Math.round(text.length / 1000)} kB of ${name}`;
  return [
    atMost(10, `${what}, longest hold-up of the extension host`, median(settled(blocks)), 'ms'),
    atMost(5, `${what}, work in the extension host`, median(settled(works)), 'ms'),
    atMost(3, `${what}, until it is checked, divided by the bare parse`, mine / theirs, '×'),
    information(`${what}, until it is checked`, mine, 'ms'),
    information(`${what}, bare parse`, theirs, 'ms'),
    information(`${what}, longest hold-up in ${settled(blocks).length} rounds`, Math.max(...settled(blocks)), 'ms'),
  ];
}

/** In milliseconds. `work` is the part in which this thread did not wait. */
async function timed(act: () => Promise<void>): Promise<{ readonly whole: number; readonly work: number }> {
  const before = performance.eventLoopUtilization();
  const start = performance.now();
  await act();
  return { whole: performance.now() - start, work: performance.eventLoopUtilization(before).active };
}

/**
 * How long nothing else could happen in this thread, at most: the time between two calls of a timer of a millisecond. One
 * that looks at the clock all the time would take the processor from the thread that parses, and be held up for that.
 */
async function longestBlock(act: () => Promise<void>): Promise<number> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await act();
  await sleep(5); // what came last shows when the timer is called next
  monitor.disable();
  return monitor.max / 1e6;
}

const containers = Array.from({ length: 10 }, (_, index) => index);
const settings = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/worker:1.';
const value = 'x'.repeat(12);

/** Ten containers, as many as a task may have, with environments that bring it to 64 KB. */
function largeTemplate(): string {
  const container = (index: number): object => ({
    Name: `worker-${index}`,
    Image: `${image}${index}`,
    Cpu: 128,
    MemoryReservation: 256,
    PortMappings: [{ ContainerPort: 8080 + index, HostPort: 0 }],
    Environment: settings(94).map((each) => ({ Name: `SETTING_${each}`, Value: value })),
  });
  const Properties = {
    Family: 'large',
    RequiresCompatibilities: ['EXTERNAL'],
    ContainerDefinitions: containers.map(container),
  };
  return stringify({ Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties } } });
}

/** A deployment with its service, ten times over: as large as the template. */
function largeManifests(): string {
  const deployment = (index: number): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `worker-${index}` },
    spec: {
      replicas: 2,
      template: {
        spec: {
          nodeSelector: { 'kubernetes.io/arch': 'arm64' },
          containers: [
            {
              name: 'worker',
              image: `${image}${index}`,
              ports: [{ containerPort: 8080 }],
              env: settings(94).map((each) => ({ name: `SETTING_${each}`, value })),
            },
          ],
        },
      },
    },
  });
  const service = (index: number): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `worker-${index}` },
    spec: { selector: { app: `worker-${index}` }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  return containers
    .flatMap((index) => [deployment(index), service(index)].map((each) => stringify(each)))
    .join('---\n');
}

function largeResource(): string {
  const setting = (each: number): string => `        { name = "SETTING_${each}", value = "${value}" },`;
  const container = (index: number): string => `    {
      name              = "worker-${index}"
      image             = "${image}${index}"
      cpu               = 128
      memoryReservation = 256
      portMappings      = [{ containerPort = ${8080 + index}, hostPort = 0 }]
      environment = [
${settings(106).map(setting).join('\n')}
      ]
    },`;
  return `resource "aws_ecs_task_definition" "large" {
  family                   = "large"
  requires_compatibilities = ["EXTERNAL"]
  container_definitions = jsonencode([
${containers.map(container).join('\n')}
  ])
}
`;
}
