import type { TaskFormat } from '../document.ts';
import type { Syntax } from './position.ts';
import { externalTaskDefinition } from './templates.ts';
import { indented, SnippetWriter } from './write.ts';

/**
 * A whole task definition for the launch type EXTERNAL, as a snippet of VS Code: of CloudFormation a resource for
 * `Resources`, of Terraform a resource. Tabs stand for one level, but in YAML, which has two spaces.
 */
export function taskDefinitionSnippet(format: TaskFormat): string {
  const writer = new SnippetWriter(format);
  const value = (syntax: Syntax): string => writer.value(externalTaskDefinition, syntax, undefined);
  switch (format) {
    case 'json':
    case 'describedJson':
      return value('json');
    case 'cloudFormationJson':
      return `"TaskDefinition": {\n\t"Type": "AWS::ECS::TaskDefinition",\n\t"Properties": ${indented(value('json'), '\t')}\n}`;
    case 'cloudFormationYaml':
      return `TaskDefinition:\n  Type: AWS::ECS::TaskDefinition\n  Properties:${indented(value('yaml'), '  ')}`;
    case 'terraform':
      return `resource "aws_ecs_task_definition" "app" ${value('hclBody')}`;
  }
}
