import { ClusterQueryError, parseClusterQuery } from '../../fleet/clusterQuery.ts';
import { property, textOf, type ObjectNode, type Span, type ValueNode } from '../node.ts';
import type { Report, Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { objectsOf } from './support/places.ts';
import { developerGuide } from './support/sources.ts';

export const placementExpression: Rule = {
  id: 'placement-expression',
  severity: 'error',
  title: "Placement constraint that can't be read",
  docs: `The \`expression\` of a \`memberOf\` constraint is in the cluster query language: a subject, an operator and mostly a
value, such as \`attribute:ecs.cpu-architecture == arm64\`, joined by \`and\`, \`or\` and \`not\`.

Subjects are \`agentConnected\`, \`agentVersion\`, \`attribute:NAME\`, \`ec2InstanceId\`, \`registeredAt\`, \`runningTasksCount\` and
\`task:group\`.`,
  source: developerGuide('cluster-query-language'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "placementConstraints": [{ "type": "memberOf", "expression": "attribute:site == home and agentConnected == true" }],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "placementConstraints": [{ "type": "memberOf", "expression": "attribute:site = home" }],
  "containerDefinitions": [{ "name": "web", "image": "nginx:1.29", "memory": 128 }]
}
`,
  checkDefinition({ definition, text }, report) {
    checkConstraints(definition.root, text, report);
  },
  checkService({ root }, { text }, report) {
    checkConstraints(root, text, report);
  },
};

function checkConstraints(root: ObjectNode, text: string, report: Report): void {
  for (const constraint of objectsOf(property(root, 'placementConstraints'))) {
    const node = property(constraint, 'expression');
    const expression = textOf(node);
    if (textOf(property(constraint, 'type')) !== 'memberOf' || node === undefined || expression === undefined) continue;
    const error = errorIn(expression);
    if (error === undefined) continue;
    report(
      placeIn(node, expression, error.offset, text),
      message("This placement constraint can't be read: {0}", error.reason),
    );
  }
}

function errorIn(expression: string): ClusterQueryError | undefined {
  try {
    parseClusterQuery(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterQueryError)) throw error;
    // ECS reads patterns as Java does, which takes some that JavaScript does not.
    return error.isPattern ? undefined : error;
  }
}

/** From the place of the error on, where the text has the expression as it is; otherwise all of it. */
function placeIn(node: ValueNode, expression: string, offset: number, text: string): Span {
  const written = text.slice(node.offset, node.offset + node.length);
  const start = written.indexOf(expression);
  if (expression === '' || start < 0) return node;
  const at = Math.min(offset, expression.length - 1);
  return { offset: node.offset + start + at, length: expression.length - at };
}
