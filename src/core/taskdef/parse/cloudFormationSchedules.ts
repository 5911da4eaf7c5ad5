import { compact } from '../../compact.ts';
import type { ScheduleSource, TaskFormat } from '../document.ts';
import { itemsOf, property, textOf } from '../node.ts';
import type { ValueNode } from '../node.ts';

/** Where each kind of resource names what it starts. */
const targetsOf = new Map<string | undefined, (properties: ValueNode) => readonly ValueNode[]>([
  ['AWS::Events::Rule', (properties) => itemsOf(property(properties, 'Targets'))],
  [
    'AWS::Scheduler::Schedule',
    (properties) => {
      const target = property(properties, 'Target');
      return target === undefined ? [] : [target];
    },
  ],
]);

/**
 * The schedules of a template that start its task definitions.
 * @param resources With the names of the text.
 * @param logicalId of what a value refers to
 */
export function cloudFormationSchedules(
  resources: ValueNode | undefined,
  format: TaskFormat,
  logicalId: (node: ValueNode | undefined) => string | undefined,
): readonly ScheduleSource[] {
  const all = resources?.kind === 'object' ? resources.properties : [];
  return all.flatMap(({ value }) => {
    const targets = targetsOf.get(textOf(property(value, 'Type')));
    const properties = property(value, 'Properties');
    if (targets === undefined || properties === undefined) return [];
    const expression = property(properties, 'ScheduleExpression');
    const isOff = textOf(property(properties, 'State')) === 'DISABLED';
    if (expression?.kind !== 'scalar' || isOff) return [];
    return targets(properties).flatMap((target) => {
      const parameters = property(target, 'EcsParameters');
      const taskDefinition = logicalId(property(parameters, 'TaskDefinitionArn'));
      const launchType = textOf(property(parameters, 'LaunchType'));
      return taskDefinition === undefined ? [] : [compact({ format, expression, taskDefinition, launchType })];
    });
  });
}
