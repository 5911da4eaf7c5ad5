/** How a service deploys, and where its tasks may run. */
export interface ServiceDetails {
  readonly placementConstraints?: readonly {
    readonly type: 'distinctInstance' | 'memberOf';
    readonly expression?: string;
  }[];
  /** How many percent of its tasks run at least and at most while it deploys; default: 0 and 100. */
  readonly percents?: readonly [minimum: number, maximum: number];
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  /** The circuit breaker gave its deployment up. */
  readonly hasFailed?: boolean;
}
