import type { DeserializeMiddleware, MetadataBearer, Pluggable } from '@smithy/types';
import { Failure } from '../../core/failure.ts';
import { callName } from './callName.ts';

/**
 * A plugin for any client. No service of AWS answers with a page: a proxy, or a network that wants a sign-in, does. Read as
 * XML, it could pass for an answer without content. Those of a gateway that fails (5xx) are left to the SDK, which tries
 * again.
 */
export function refusePages<Input extends object, Output extends MetadataBearer>(): Pluggable<Input, Output> {
  const middleware: DeserializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const result = await next(args);
    const { statusCode = 0, headers } = (result.response ?? {}) as Partial<HttpAnswer>;
    if (statusCode >= 500 || !isPage(headers?.['content-type'])) return result;
    throw new Failure('network', whatAnswered(statusCode), callName(context));
  };
  return {
    // Before the SDK looks into the answer.
    applyToStack: (stack) =>
      stack.add(middleware, { name: 'refusePages', step: 'deserialize', priority: 'low', override: true }),
  };
}

export function isPage(contentType: string | null | undefined): boolean {
  return /^text\/html\b/i.test(contentType ?? '');
}

/** Instead of AWS, with a page. */
export function whatAnswered(status: number): string {
  if (status === 407) return 'The proxy in between wants a sign-in (status 407).';
  return `Something in between answered with a page in place of AWS (status ${status}).`;
}

/** The SDK leaves the type of a response to the handler of requests: here it is HTTP's. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}
