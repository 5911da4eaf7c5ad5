import type { ScheduleSource, TaskDefinitionSource } from '../document.ts';
import { imageArchitecture } from '../images/imageSize.ts';
import { numberOf, property, textOf, type ValueNode } from '../node.ts';
import type { DefinitionContext, Rule } from '../rule.ts';
import { message, type Message } from '../../text/message.ts';
import { scheduleExample } from './support/examples.ts';
import { containersOf } from './support/places.ts';
import { gapsOver, type Gaps } from './support/schedule.ts';
import { agentSource } from './support/sources.ts';

/**
 * As long as a stopped container is there, its image stays: so long the agent keeps one (3 hours,
 * `ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION`), which is longer than the least age of an image (1 hour).
 */
const keptHours = 3;

export const imageCleanup: Rule = {
  id: 'image-cleanup',
  severity: 'info',
  title: 'Scheduled task whose image is removed between two runs',
  docs: `The agent removes images every 30 minutes (\`ECS_IMAGE_CLEANUP_INTERVAL\`), up to 5 at a time
(\`ECS_NUM_IMAGES_DELETE_PER_CYCLE\`): those that were pulled more than 1 hour ago (\`ECS_IMAGE_MINIMUM_CLEANUP_AGE\`) and that
no container uses, not even a stopped one. Stopped containers stay for ${keptHours} hours
(\`ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION\`). So the image of a nightly task is gone before the next night, and each run
downloads all of it again, which takes time and is charged as data transfer.

On the hosts, set \`ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION\` to more than the time between two runs (\`25h\`), or
\`ECS_DISABLE_IMAGE_CLEANUP\` to \`true\` and clean up yourself; \`ECS_IMAGE_PULL_BEHAVIOR=prefer-cached\` turns the clean-up
off too, and never looks for a newer image of the tag. A larger \`ECS_IMAGE_MINIMUM_CLEANUP_AGE\` only makes it rarer: it
counts from the download, not from the last run. (This is drawn from the agent's source.)

It is told where the schedule is in the same text: in CloudFormation \`AWS::Events::Rule\` or \`AWS::Scheduler::Schedule\`, in
Terraform \`aws_cloudwatch_event_rule\` with its target, or \`aws_scheduler_schedule\`. A service of the same text that runs the
same image keeps it. The settings of the hosts are not seen.`,
  source: agentSource('README.md'),
  good: scheduleExample('rate(2 hours)'),
  bad: scheduleExample('cron(0 3 * * ? *)'),
  checkDefinition(context, report) {
    if (context.external !== true) return;
    const schedules = schedulesOf(context).map(({ expression }) => {
      return { expression, gaps: gapsOver(keptHours * 60, textOf(expression) ?? '') };
    });
    // One that runs often enough keeps the image for the others, and one that can't be read may.
    if (schedules.length === 0 || schedules.some(({ gaps }) => (gaps?.perYear ?? 0) === 0)) return;
    const kept = imagesOfServices(context);
    const images = imagesOf(context, context.definition).filter(({ written }) => !kept.has(written));
    if (images.length === 0) return;
    const bytes = downloadBytes(images, context);
    for (const { expression, gaps } of schedules) {
      if (gaps !== undefined) report(expression, downloadsMessage(gaps, bytes));
    }
  },
};

/** Those that start the task on external instances, more than once. */
function schedulesOf({ document, definition }: DefinitionContext): readonly ScheduleSource[] {
  return (document.schedules ?? []).filter(
    ({ taskDefinition, launchType, expression }) =>
      taskDefinition === definition.name &&
      (launchType ?? 'EXTERNAL') === 'EXTERNAL' &&
      !/^\s*at\(/.test(textOf(expression) ?? ''),
  );
}

interface WrittenImage {
  readonly node: ValueNode;
  /** What two images have in common that are the same one, whatever it is made to be when it is deployed. */
  readonly written: string;
}

function imagesOf(
  { text }: Pick<DefinitionContext, 'text'>,
  definition: TaskDefinitionSource,
): readonly WrittenImage[] {
  return containersOf(definition).flatMap((container) => {
    const node = property(container, 'image');
    if (node === undefined) return [];
    return [{ node, written: textOf(node) ?? text.slice(node.offset, node.offset + node.length) }];
  });
}

/** The images that run all the time. */
function imagesOfServices({ text, document }: DefinitionContext): ReadonlySet<string> {
  const running = document.services.filter(({ root }) => {
    const launchType = textOf(property(root, 'launchType')) ?? 'EXTERNAL';
    return launchType === 'EXTERNAL' && numberOf(property(root, 'desiredCount')) !== 0;
  });
  const names = new Set(running.map(({ taskDefinition }) => taskDefinition));
  const definitions = document.definitions.filter(({ name }) => name !== undefined && names.has(name));
  return new Set(definitions.flatMap((each) => imagesOf({ text }, each)).map(({ written }) => written));
}

/** Of all the images together, where all are known. */
function downloadBytes(images: readonly WrittenImage[], { definition, facts }: DefinitionContext): number | undefined {
  const platform = textOf(property(property(definition.root, 'runtimePlatform'), 'cpuArchitecture')) ?? '';
  const wanted = imageArchitecture(platform);
  let sum = 0;
  for (const image of new Set(images.map(({ node }) => textOf(node)))) {
    const platforms = image === undefined ? undefined : facts.image?.(image)?.platforms;
    const sizes = (platforms ?? [])
      .filter(({ os, architecture }) => os === 'linux' && architecture === (wanted ?? architecture))
      .flatMap(({ bytes }) => bytes ?? []);
    if (sizes.length === 0) return undefined;
    sum += Math.max(...sizes);
  }
  return sum;
}

function downloadsMessage({ perYear }: Gaps, bytes: number | undefined): Message {
  const perMonth = perYear / 12;
  const times = perMonth < 1 ? roundedTo(10, perMonth) : Math.round(perMonth);
  if (bytes === undefined) {
    const template =
      'Hosts remove an image {0} hours after its last task, and the next run downloads it anew, {1}× a month';
    return message(template, keptHours, times);
  }
  const template =
    'Hosts remove an image {0} hours after its last task, and the next run downloads it anew, {1} MB {2}× a month, {3} GB in all';
  return message(template, keptHours, Math.ceil(bytes / 1e6), times, roundedTo(10, (bytes * perMonth) / 1e9));
}

function roundedTo(parts: number, value: number): number {
  return Math.max(1, Math.round(value * parts)) / parts;
}
