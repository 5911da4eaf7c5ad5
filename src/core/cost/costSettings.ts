/** Settings of an account on which costs depend, and which the fleet does not read. Rejects with a `Failure`. */
export interface CostSettingsGateway {
  /**
   * The instance tier of Systems Manager in this Region: with `advanced`, each node that came by a hybrid activation is
   * billed by the hour. Source: SSM `GetServiceSetting` of `/ssm/managed-instance/activation-tier`.
   */
  managedInstanceTier(signal?: AbortSignal): Promise<ManagedInstanceTier>;
}

export type ManagedInstanceTier = 'standard' | 'advanced';
