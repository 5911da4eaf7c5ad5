import type { TaskDefinitionSource } from '../../document.ts';
import { property, textOf, type ObjectNode, type ValueNode } from '../../node.ts';
import { containersOf, has } from './places.ts';

export interface AwsLogs {
  readonly container: ObjectNode;
  readonly logConfiguration: ObjectNode;
  /** Where the driver is named. */
  readonly driver: ValueNode;
  /** Absent where there are none. */
  readonly options?: ObjectNode;
}

/** The containers that send their logs to CloudWatch Logs, but for those whose options can't be told. */
export function awsLogsOf(definition: TaskDefinitionSource): readonly AwsLogs[] {
  return containersOf(definition).flatMap((container) => {
    const logConfiguration = property(container, 'logConfiguration');
    const driver = property(logConfiguration, 'logDriver');
    if (logConfiguration?.kind !== 'object' || driver === undefined || textOf(driver) !== 'awslogs') return [];
    const options = property(logConfiguration, 'options');
    if (options?.kind === 'object') return { container, logConfiguration, driver, options };
    return has(logConfiguration, 'options') ? [] : { container, logConfiguration, driver };
  });
}
