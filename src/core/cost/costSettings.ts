/** Settings of an account on which costs depend, and which the fleet does not read. Rejects with a `Failure`. */
export interface CostSettingsGateway {
  /**
   * The instance tier of Systems Manager in this Region: with `advanced`, each node that came by a hybrid activation is
   * billed by the hour. Source: SSM `GetServiceSetting` of `/ssm/managed-instance/activation-tier`.
   */
  managedInstanceTier(signal?: AbortSignal): Promise<ManagedInstanceTier>;
  /**
   * How many vCPUs managed nodes have, by `mi-…`; of many it is not known, as an inventory has to be set up for it.
   * Source: SSM `GetInventory`, `AWS:InstanceDetailedInformation`; a request for each 40 nodes.
   */
  vcpus(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

export type ManagedInstanceTier = 'standard' | 'advanced';
