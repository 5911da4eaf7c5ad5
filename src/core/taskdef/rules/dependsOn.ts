import type { Rule } from '../rule.ts';
import { message, type Message } from '../../text/message.ts';
import { dependenciesOf, type Dependency } from './support/dependencies.ts';
import { namesIn } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const dependsOn: Rule = {
  id: 'depends-on',
  severity: 'error',
  title: "Dependency that can't be met",
  docs: `\`dependsOn\` names another container of the same task, which starts first. This one names no container of the task, the
container itself, or one that waits for this one in turn.`,
  source: apiReference('ContainerDependency'),
  good: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "cache", "condition": "START" }]
    },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  bad: `{
  "family": "web",
  "requiresCompatibilities": ["EXTERNAL"],
  "containerDefinitions": [
    {
      "name": "web",
      "image": "nginx:1.29",
      "memory": 128,
      "dependsOn": [{ "containerName": "redis", "condition": "START" }]
    },
    { "name": "cache", "image": "redis:8.4", "memory": 128 }
  ]
}
`,
  checkDefinition({ definition }, report) {
    const dependencies = dependenciesOf(definition);
    if (dependencies.length === 0) return;
    const names = namesIn(definition.root, 'containerDefinitions');
    const circular = dependenciesInCircles(dependencies);
    for (const dependency of dependencies) {
      const problem = problemOf(dependency, names, circular);
      if (problem !== undefined) report(dependency.node, problem);
    }
  },
};

function problemOf(
  dependency: Dependency,
  names: ReadonlySet<string> | undefined,
  circular: ReadonlySet<Dependency>,
): Message | undefined {
  const { from, to } = dependency;
  if (from === to) return message("A container can't depend on itself");
  if (names?.has(to) === false) return message('This task has no container {0}', to);
  return circular.has(dependency) ? message('{0} waits for this container in turn', to) : undefined;
}

/** AWS takes far fewer; of more, circles are not looked for, as that takes the square of their number. */
const most = 200;

function dependenciesInCircles(dependencies: readonly Dependency[]): ReadonlySet<Dependency> {
  if (dependencies.length > most) return new Set();
  return new Set(dependencies.filter(({ from, to }) => from !== undefined && reachable(to, dependencies).has(from)));
}

/** The containers that have to start before one. */
function reachable(start: string, dependencies: readonly Dependency[]): ReadonlySet<string> {
  // A set goes on to what is added to it on the way.
  const found = new Set([start]);
  for (const name of found) {
    for (const { from, to } of dependencies) if (from === name) found.add(to);
  }
  return found;
}
