import type { ECSClient } from '@aws-sdk/client-ecs';
import { DescribeTasksCommand, ExecuteCommandCommand } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { GetServiceSettingCommand, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { Failure } from '../../core/failure.ts';
import type { PluginSession, SessionGateway } from '../../core/operate/sessions.ts';

export interface SessionClients {
  readonly ssm: () => Promise<SSMClient>;
  readonly ecs: () => Promise<ECSClient>;
  /** Try each call once: a session whose answer was lost can't be found, and a second one would be open beside it. */
  readonly ssmOnce: () => Promise<SSMClient>;
  readonly ecsOnce: () => Promise<ECSClient>;
}

export function sessionGateway({ ssm, ecs, ssmOnce, ecsOnce }: SessionClients, region: string): SessionGateway {
  const session = async (call: Called, answer: Session | undefined, target: string): Promise<PluginSession> => {
    const { sessionId, streamUrl, tokenValue } = answer ?? {};
    if (!sessionId || !streamUrl || !tokenValue) throw new Failure('service', 'AWS answered without a session.', call);
    return { sessionId, streamUrl, tokenValue, target, region, endpoint: await endpointOf(await ssm(), region) };
  };

  return {
    async start(nodeId, signal) {
      const client = await ssmOnce();
      const command = new StartSessionCommand({ Target: nodeId });
      const { SessionId, StreamUrl, TokenValue } = await client.send(command, signal && { abortSignal: signal });
      const answer = { sessionId: SessionId, streamUrl: StreamUrl, tokenValue: TokenValue };
      return session({ service: 'SSM', operation: 'StartSession' }, answer, nodeId);
    },

    async exec(cluster, task, container, command, signal) {
      const runtimeId = await runtimeOf(await ecs(), { cluster, task, container }, signal);
      const client = await ecsOnce();
      const request = new ExecuteCommandCommand({ cluster, task, container, command, interactive: true });
      const answer = await client.send(request, signal && { abortSignal: signal });
      const target = `ecs:${lastPart(cluster)}_${lastPart(task)}_${runtimeId}`;
      return session({ service: 'ECS', operation: 'ExecuteCommand' }, answer.session, target);
    },

    async end(sessionId, signal) {
      const client = await ssm();
      await client.send(new TerminateSessionCommand({ SessionId: sessionId }), signal && { abortSignal: signal });
    },

    async advancedTier(signal) {
      const client = await ssm();
      try {
        const command = new GetServiceSettingCommand({ SettingId: '/ssm/managed-instance/activation-tier' });
        const { ServiceSetting } = await client.send(command, signal && { abortSignal: signal });
        const tier = ServiceSetting?.SettingValue;
        return tier === undefined ? undefined : tier === 'advanced';
      } catch (error) {
        if (Failure.is(error) && error.reason === 'accessDenied') return undefined;
        throw error;
      }
    },
  };
}

interface Called {
  readonly service: string;
  readonly operation: string;
}

interface Session {
  readonly sessionId?: string | undefined;
  readonly streamUrl?: string | undefined;
  readonly tokenValue?: string | undefined;
}

/** The plug-in is told of a container by its id in the container runtime, which `ExecuteCommand` does not name. */
async function runtimeOf(
  ecs: ECSClient,
  { cluster, task, container }: { readonly cluster: string; readonly task: string; readonly container: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const command = new DescribeTasksCommand({ cluster, tasks: [task] });
  const { tasks: [found] = [] } = await ecs.send(command, signal && { abortSignal: signal });
  const runtimeId = found?.containers?.find(({ name }) => name === container)?.runtimeId;
  if (runtimeId) return runtimeId;
  const message = found ? `The container ${container} is not running.` : `The task ${task} is not there.`;
  throw new Failure('notFound', message, { service: 'ECS', operation: 'DescribeTasks' });
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Where this client sends its requests: what the user configured, or AWS's for this Region. */
export async function endpointOf({ config }: SSMClient, region: string): Promise<string> {
  if (config.endpoint) {
    const { protocol, hostname, port, path } = await config.endpoint();
    return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path === '/' ? '' : path}`;
  }
  const [UseFIPS, UseDualStack] = await Promise.all([config.useFipsEndpoint(), config.useDualstackEndpoint()]);
  return config.endpointProvider({ Region: region, UseFIPS, UseDualStack }).url.origin;
}
