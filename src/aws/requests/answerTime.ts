import type { DeserializeMiddleware, MetadataBearer, Pluggable } from '@smithy/types';

const times = new WeakMap<object, number>();

/** A plugin for any client: keeps what AWS's clock said with each answer. */
export function noteTimeOfAnswer<Input extends object, Output extends MetadataBearer>(): Pluggable<Input, Output> {
  const middleware: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const at = Date.parse(dateOf(result.response));
    if (result.output && !Number.isNaN(at)) times.set(result.output, at);
    return result;
  };
  return {
    applyToStack: (stack) => stack.add(middleware, { name: 'noteTimeOfAnswer', step: 'deserialize', priority: 'high' }),
  };
}

/** In milliseconds since the epoch, to the second; nothing where the answer did not say. */
export function answeredAt(output: object): number | undefined {
  return times.get(output);
}

/** The SDK leaves the type of a response to the handler of requests: here it is HTTP's. */
function dateOf(response: unknown): string {
  const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
  return headers?.date ?? '';
}
