import assert from 'node:assert/strict';
import type { EcsCluster, World } from '../../src/demo/world.ts';

/** Looks into the world behind a demo account. */

export function clusterIn({ ecsClusters }: World, name: string): EcsCluster {
  const found = ecsClusters.get(name);
  assert.ok(found, name);
  return found;
}

/** The `mi-…` of a node, while SSM knows it. */
export function nodeIdIn({ nodes }: World, name: string): string | undefined {
  return [...nodes.values()].find((node) => node.name === name)?.id;
}
