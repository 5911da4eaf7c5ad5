/**
 * What `session-manager-plugin` needs to open a shell. The token is a secret: whoever has it has the shell.
 * Sources: `StartSession` of SSM, `ExecuteCommand` of ECS.
 */
export interface PluginSession {
  readonly sessionId: string;
  /** `wss://…` */
  readonly streamUrl: string;
  readonly tokenValue: string;
  /** `mi-…`, or `ecs:CLUSTER_TASK_RUNTIME` of a container. */
  readonly target: string;
  readonly region: string;
  /** `https://ssm.REGION.…`, by which the plug-in resumes a session. */
  readonly endpoint: string;
}

/** Shells on hosts and in containers. Rejects with `Failure`. */
export interface SessionGateway {
  /**
   * On a host. Sent once: each opens a session more. Of hybrid nodes it needs the advanced tier; what is refused without it
   * is `invalidRequest` with the code `BadRequest`, an offline host `invalidRequest` with `TargetNotConnected`.
   */
  start(nodeId: string, signal?: AbortSignal): Promise<PluginSession>;
  /** In a container of a task that was started with `enableExecuteCommand`. Sent once. */
  exec(
    clusterArn: string,
    taskArn: string,
    container: string,
    command: string,
    signal?: AbortSignal,
  ): Promise<PluginSession>;
  /** Ends one that no plug-in took over; that it has ended already is no failure. */
  end(sessionId: string, signal?: AbortSignal): Promise<void>;
  /** Whether the account has the advanced tier in this Region; `undefined` where the caller may not know. */
  advancedTier(signal?: AbortSignal): Promise<boolean | undefined>;
}
