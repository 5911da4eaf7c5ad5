/** What is looked at of an account besides its clusters, or all of it. */
export type Shown =
  | 'everything'
  | {
      /** ARNs of clusters whose hosts are shown. */
      readonly clusters: ReadonlySet<string>;
      /** ARNs of container instances whose tasks are shown. */
      readonly instances: ReadonlySet<string>;
    };

export function bothShown(one: Shown, other: Shown): Shown {
  if (one === 'everything' || other === 'everything') return 'everything';
  return {
    clusters: new Set([...one.clusters, ...other.clusters]),
    instances: new Set([...one.instances, ...other.instances]),
  };
}

export const nothingShown: Shown = { clusters: new Set(), instances: new Set() };
