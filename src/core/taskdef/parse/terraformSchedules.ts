import { compact } from '../../compact.ts';
import type { ScheduleSource } from '../document.ts';
import type { ScalarNode } from '../node.ts';
import { textOf } from '../node.ts';
import { attribute, blockIn, resourceIn } from './hclBlocks.ts';
import type { HclNode } from './hclTree.ts';
import { hclValue } from './hclValue.ts';

/** Gathers the schedules of Terraform that start its task definitions: rules and targets are resources of their own. */
export class TerraformSchedules {
  readonly #text: string;
  /** By the name of the resource. */
  readonly #rules = new Map<string, ScalarNode>();
  readonly #targets: { readonly rule: string; readonly target: Omit<ScheduleSource, 'expression'> }[] = [];
  readonly #schedules: ScheduleSource[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes a resource that may be a part of a schedule. */
  add(block: HclNode, type: string, name: string): void {
    switch (type) {
      case 'aws_cloudwatch_event_rule': {
        const expression = this.#expression(block);
        if (expression !== undefined) this.#rules.set(name, expression);
        return;
      }
      case 'aws_cloudwatch_event_target': {
        const rule = attribute(block, 'rule', this.#text);
        const ruleName = rule && resourceIn(rule, type.replace('target', 'rule'), this.#text);
        const target = this.#target(blockIn(block, 'ecs_target', this.#text));
        if (ruleName !== undefined && target !== undefined) this.#targets.push({ rule: ruleName, target });
        return;
      }
      case 'aws_scheduler_schedule': {
        const expression = this.#expression(block);
        const outer = blockIn(block, 'target', this.#text);
        const target = this.#target(outer && blockIn(outer, 'ecs_parameters', this.#text));
        if (expression !== undefined && target !== undefined) this.#schedules.push({ ...target, expression });
      }
    }
  }

  /** Those that are complete. */
  found(): readonly ScheduleSource[] {
    const ofRules = this.#targets.flatMap(({ rule, target }) => {
      const expression = this.#rules.get(rule);
      return expression === undefined ? [] : [{ ...target, expression }];
    });
    return [...ofRules, ...this.#schedules];
  }

  /** Of a schedule that is on. */
  #expression(block: HclNode): ScalarNode | undefined {
    const expression = this.#value(block, 'schedule_expression');
    const enabled = this.#value(block, 'is_enabled');
    const isOff =
      textOf(this.#value(block, 'state')) === 'DISABLED' || (enabled?.kind === 'scalar' && enabled.value === false);
    return expression?.kind === 'scalar' && !isOff ? expression : undefined;
  }

  #target(block: HclNode | undefined): Omit<ScheduleSource, 'expression'> | undefined {
    const arn = block && attribute(block, 'task_definition_arn', this.#text);
    const taskDefinition = arn && resourceIn(arn, 'aws_ecs_task_definition', this.#text);
    if (block === undefined || taskDefinition === undefined) return undefined;
    const launchType = textOf(this.#value(block, 'launch_type'));
    return compact({ format: 'terraform' as const, taskDefinition, launchType });
  }

  #value(block: HclNode, name: string): ReturnType<typeof hclValue> {
    const expression = attribute(block, name, this.#text);
    return expression && hclValue(expression, this.#text);
  }
}
