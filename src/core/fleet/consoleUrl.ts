/**
 * Addresses in the AWS console. AWS does not document them; these are the ones that the console itself shows.
 */

export interface ConsolePlace {
  readonly region: string;
  /** The partition's console: `console.aws.amazon.com`, `console.amazonaws.cn`, … */
  readonly consoleHost: string;
}

export type ConsoleTarget =
  | { readonly kind: 'account' }
  | { readonly kind: 'ecsCluster'; readonly cluster: string }
  /** `id`: the last part of the container instance's ARN. */
  | { readonly kind: 'containerInstance'; readonly cluster: string; readonly id: string }
  /** `id`: the last part of the task's ARN. */
  | { readonly kind: 'task'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly name: string }
  | { readonly kind: 'eksCluster'; readonly cluster: string }
  /** `id`: `mi-…`. */
  | { readonly kind: 'managedNode'; readonly id: string }
  /** The list of hybrid activations: the console has no page for a single one. */
  | { readonly kind: 'activations' };

export function consoleUrl(target: ConsoleTarget, { region, consoleHost }: ConsolePlace): string {
  const path = pathOf(target).map(encoded).join('/');
  return `https://${encoded(region)}.${consoleHost}/${path}?region=${encoded(region)}`;
}

function encoded(part: string): string {
  // encodeURIComponent throws on half a surrogate pair.
  return encodeURIComponent(part.replace(/\p{Cs}/gu, '\uFFFD'));
}

function pathOf(target: ConsoleTarget): readonly string[] {
  switch (target.kind) {
    case 'account':
      return ['console', 'home'];
    case 'ecsCluster':
      return ['ecs', 'v2', 'clusters', target.cluster, 'infrastructure'];
    case 'containerInstance':
      return ['ecs', 'v2', 'clusters', target.cluster, 'infrastructure', 'container-instances', target.id];
    case 'task':
      return ['ecs', 'v2', 'clusters', target.cluster, 'tasks', target.id, 'configuration'];
    case 'service':
      return ['ecs', 'v2', 'clusters', target.cluster, 'services', target.name, 'health'];
    case 'eksCluster':
      return ['eks', 'clusters', target.cluster];
    case 'managedNode':
      return ['systems-manager', 'fleet-manager', 'managed-nodes', target.id, 'general'];
    case 'activations':
      return ['systems-manager', 'activations'];
  }
}
