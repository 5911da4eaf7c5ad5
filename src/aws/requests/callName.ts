import type { HandlerExecutionContext } from '@smithy/types';

/** The SDK names the client and the command: `ECSClient`, `ListClustersCommand`. */
export function callName({ clientName, commandName }: HandlerExecutionContext): {
  readonly service: string;
  readonly operation: string;
} {
  return {
    service: (clientName ?? 'AWS').replace(/Client$/, ''),
    operation: (commandName ?? 'Unknown').replace(/Command$/, ''),
  };
}
