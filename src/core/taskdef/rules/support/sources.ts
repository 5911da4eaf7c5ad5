/** Where a rule is taken from, in Markdown. */

export function developerGuide(page: string): string {
  return `Amazon ECS Developer Guide, [${page}](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/${page}.html)`;
}

export function apiReference(type: string): string {
  return `Amazon ECS API Reference, [${type}](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_${type}.html)`;
}

/** A file of the source of the Amazon ECS container agent. */
export function agentSource(file: string): string {
  return `Amazon ECS container agent, \`${file}\``;
}

export const externalInstances = developerGuide('ecs-anywhere');

/** A page of the documentation of Kubernetes. */
export function kubernetes(page: string): string {
  return `Kubernetes, [${page}](https://kubernetes.io/docs/${page}/)`;
}
