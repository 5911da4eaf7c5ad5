import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';
import { Failure } from '../core/failure.ts';
import { redacted, service } from './failures.ts';
import type { KubeUser } from './kubeconfig.ts';
import { fields, text } from './narrow.ts';

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/**
 * What a user of a kubeconfig shows the server: a token, a client certificate, a password, or what its program or
 * identity provider gives. Rejects with a `Failure` whose message holds none of it.
 */
export async function signIn(user: KubeUser | undefined): Promise<Credentials> {
  if (!user) return { headers: {} };
  const [cert, key] = await Promise.all([secret(user.certFile, user.certData), secret(user.keyFile, user.keyData)]);
  const given = await fromProvider(user);
  const token = user.token ?? (await secret(user.tokenFile, undefined))?.toString('utf8').trim();
  return {
    ...(cert && { cert }),
    ...(key && { key }),
    ...given,
    headers: {
      ...(user.username && { Authorization: `Basic ${base64(`${user.username}:${user.password ?? ''}`)}` }),
      ...given.headers,
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(user.impersonateUser && { 'Impersonate-User': user.impersonateUser }),
    },
  };
}

/** Entries that only the client library understands: programs, and providers of OpenID Connect. */
async function fromProvider(user: KubeUser): Promise<Credentials> {
  const options: RequestOptions = { headers: {} };
  const provider = text(fields(user.authProvider).name);
  const exec = new ExecAuth();
  try {
    if (exec.isAuthProvider(user)) {
      await exec.applyAuthentication(user, options);
    } else if (provider === 'oidc') {
      const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js');
      await new OpenIDConnectAuth().applyAuthentication(user, options);
    } else if (provider !== undefined) {
      throw new Failure('noCredentials', `Kubernetes knows no auth provider "${provider}" any more.`, { service });
    }
  } catch (error) {
    throw failureOfSignIn(error, user);
  }
  const authorization = text(fields(options.headers).Authorization);
  return {
    headers: authorization === undefined ? {} : { Authorization: authorization },
    ...(typeof options.cert === 'string' && { cert: options.cert }),
    ...(typeof options.key === 'string' && { key: options.key }),
  };
}

/** No cause is kept, as it may quote what a program printed: with a token in it, where that was no JSON. */
function failureOfSignIn(error: unknown, { exec }: KubeUser): Failure {
  if (Failure.is(error)) return error;
  const program = text(fields(exec).command) ?? 'the identity provider';
  const details = { service, operation: 'sign in' };
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    const hint = text(fields(exec).installHint);
    const message = `The program "${program}" was not found.${hint === undefined ? '' : ` ${hint}`}`;
    return new Failure('noCredentials', redacted(message), details);
  }
  if (error instanceof SyntaxError || error instanceof TypeError || !(error instanceof Error)) {
    return new Failure('noCredentials', `What ${program} answered holds no credentials.`, details);
  }
  const said = redacted(error.message);
  const reason = /expired|log ?in|sign ?in|re-?authenticate/i.test(said) ? 'expiredCredentials' : 'noCredentials';
  return new Failure(reason, said === '' ? `${program} failed.` : `${program}: ${said}`, details);
}

async function secret(file: string | undefined, data: string | undefined): Promise<Buffer | undefined> {
  if (data) return Buffer.from(data, 'base64');
  if (!file) return undefined;
  return readFile(file).catch((error: unknown) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Failure('noCredentials', `${file} cannot be read: ${code}.`, { service });
  });
}

function base64(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}
