import type { ApiAddress } from '../kubernetes/apis.ts';
import type { World } from '../world.ts';
import { AwsError } from '../wire/awsError.ts';
import { paginate } from '../wire/paging.ts';
import type { Numbered, Page, PageTokens } from '../wire/paging.ts';
import type { Problem, Shape } from '../wire/shapes.ts';

/** As IAM's actions begin. */
export type ServiceName =
  'ecs' | 'ssm' | 'eks' | 'ecr' | 'logs' | 'sts' | 'iam' | 'cloudtrail' | 'cloudwatch' | 'ce' | 'pricing';

/** Who is asked: a service, or the hosts of AWS's public files, for which nobody needs a permission. */
export type Source = ServiceName | 'files';

/** Services of the query protocol name errors without the ending that the others have, and use other statuses. */
export function speaksQuery(service: ServiceName): boolean {
  return service === 'sts' || service === 'iam';
}

/** Who signed a request. The account looks at the key only: any signature by any key is taken, as its own user's. */
export interface Caller {
  readonly arn: string;
  readonly userId: string;
  /** Set when a managed node signed, with the credentials of its role or, as the SSM agent does, with its id. */
  readonly nodeId?: string;
}

export interface Call {
  readonly world: World;
  /** Absent on the few operations that are sent unsigned. */
  readonly caller: Caller | undefined;
  readonly tokens: PageTokens;
  /** `http://127.0.0.1:PORT`, for answers that say where to fetch something. */
  readonly endpoint: string;
  /** Where the Kubernetes API of a cluster is. */
  readonly kubernetes: (clusterName: string) => Promise<ApiAddress>;
  /** Operation and parameters, without those of paging: what a paging token is bound to. */
  readonly binding: string;
}

export interface Operation {
  /** What it answers, or a promise of it. @throws {AwsError} */
  run(input: unknown, call: Call, refuse: Refuse): unknown;
  /** Sent without credentials, for the caller has none yet. */
  readonly unsigned?: boolean;
}

export type Operations = Readonly<Record<string, Operation>>;

/** The output of an operation that only acts. */
export type Empty = Readonly<Record<string, never>>;

/** How a service names requests that break its model. */
export type Refuse = (problems: readonly Problem[]) => AwsError;

/** One operation: the shape of its request, and what answers it. */
export function operation<I>(
  shape: Shape<I>,
  answer: (input: NonNullable<I>, call: Call) => unknown,
  options: { readonly unsigned?: boolean } = {},
): Operation {
  return {
    ...options,
    run(raw, call, refuse) {
      const problems: Problem[] = [];
      const input = shape(raw ?? {}, '', problems);
      if (problems.length > 0) throw refuse(problems);
      return answer(input as NonNullable<I>, call);
    },
  };
}

/** The text that AWS's common validator answers with. */
export function validationMessage(problems: readonly Problem[]): string {
  const found = problems.map(({ path, value, constraint }) => {
    const shown = value === 'null' ? value : `'${value.slice(0, 200)}'`;
    return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
  });
  return `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${found.join('; ')}`;
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

interface PageInput<T> {
  readonly token: string | undefined;
  readonly limit: number;
  readonly badToken: () => AwsError;
  readonly where?: (item: T) => boolean;
  readonly descending?: boolean;
}

export function pageOf<T extends Numbered>(all: Iterable<T>, call: Call, input: PageInput<T>): Page<T> {
  return paginate(all, { tokens: call.tokens, binding: call.binding, ...input });
}
