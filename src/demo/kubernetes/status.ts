/** A Kubernetes API's answer that is no object or list: `v1` `Status`. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  readonly code: number;
  readonly reason: string;
  readonly details: object | undefined;
  /** A list may be taken up again there. */
  readonly goesOnAt: string | undefined;

  constructor(
    code: number,
    reason: string,
    message: string,
    more: { readonly details?: object; readonly goesOnAt?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = more.details;
    this.goesOnAt = more.goesOnAt;
  }

  get body(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.goesOnAt === undefined ? {} : { continue: this.goesOnAt },
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

export function unauthorized(): KubeError {
  return new KubeError(401, 'Unauthorized', 'Unauthorized');
}

export interface Asked {
  readonly verb: 'list' | 'get';
  readonly group: string;
  readonly plural: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** In the words of the authorizer. */
export function forbidden(user: string, { verb, group, plural, namespace, name }: Asked): KubeError {
  const resource = group === '' ? plural : `${plural}.${group}`;
  const named = name === undefined ? '' : ` "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${resource}${named} is forbidden: User "${user}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`;
  const details = { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
  return new KubeError(403, 'Forbidden', message, { details });
}

export function forbiddenPath(user: string, path: string): KubeError {
  return new KubeError(403, 'Forbidden', `forbidden: User "${user}" cannot get path "${path}"`, { details: {} });
}

export function notFound({ group, plural, name = '' }: Asked): KubeError {
  const resource = group === '' ? plural : `${plural}.${group}`;
  const details = { name, ...(group === '' ? {} : { group }), kind: plural };
  return new KubeError(404, 'NotFound', `${resource} "${name}" not found`, { details });
}

export function badRequest(message: string): KubeError {
  return new KubeError(400, 'BadRequest', message);
}
