import type { CommandGateway } from './commands.ts';
import type { EcsOperations } from './ecsOperations.ts';
import type { LogsGateway } from './logs/gateway.ts';
import type { MetricsGateway } from './metrics/model.ts';
import type { SessionGateway } from './sessions.ts';

/** What there is to do on the hosts of one account and Region. Each part is opened by its first call. */
export interface OperateAccess {
  readonly commands: CommandGateway;
  readonly sessions: SessionGateway;
  readonly ecs: EcsOperations;
  readonly logs: LogsGateway;
  readonly metrics: MetricsGateway;
}
