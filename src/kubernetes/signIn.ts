import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
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
 * identity provider gave. Rejects with a `Failure` whose message holds none of it.
 *
 * @param programMs for how many milliseconds its program may run
 */
export async function signIn(user: KubeUser | undefined, programMs: number): Promise<Credentials> {
  if (!user) return { headers: {} };
  const [cert, key] = await Promise.all([secret(user.certFile, user.certData), secret(user.keyFile, user.keyData)]);
  const given = await fromProvider(user, programMs);
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

/** What a program gives, or what a provider of OpenID Connect gave. */
async function fromProvider(user: KubeUser, programMs: number): Promise<Credentials> {
  const options: RequestOptions = { headers: {} };
  const provider = text(fields(user.authProvider).name);
  const exec = programs(user, programMs);
  try {
    if (exec.isAuthProvider(user)) {
      await exec.applyAuthentication(user, options);
    } else if (provider === 'oidc') {
      return { headers: { Authorization: `Bearer ${idTokenOf(user)}` } };
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

/**
 * The client library's way to run programs, but as `kubectl` does it where there is no terminal: they are told so, can
 * ask nobody, and are ended when nobody waits for them any more. On Windows programs are looked for in the folder they
 * start in, too: never in that of a workspace.
 */
function programs({ exec }: KubeUser, ms: number): ExecAuth {
  const { apiVersion } = fields(exec);
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const run = (command: string, args: readonly string[] | undefined, { env }: SpawnOptions): ChildProcess =>
    spawn(command, args ?? [], {
      env: { ...(env ?? process.env), KUBERNETES_EXEC_INFO: info },
      cwd: homedir(),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(ms),
      windowsHide: true,
    });
  const auth = new ExecAuth();
  // Meant to be replaced, but not said to be.
  Object.assign<object, object>(auth, { execFn: run });
  return auth;
}

/**
 * The token that `kubectl` keeps in the kubeconfig. One that has run out is not renewed from here: many providers take a
 * refresh token once only, so that `kubectl` would be left with one that is spent.
 */
function idTokenOf({ authProvider }: KubeUser): string {
  const details = { service, operation: 'sign in' };
  const token = text(fields(fields(authProvider).config)['id-token']);
  if (token === undefined) {
    throw new Failure('noCredentials', 'The kubeconfig has no token of the identity provider.', details);
  }
  if (expiryOf(token) <= Date.now()) {
    const message = 'The token of the identity provider has expired. The next command of kubectl renews it.';
    throw new Failure('expiredCredentials', message, details);
  }
  return token;
}

/** Of a JSON Web Token, in milliseconds since the epoch; where it does not say, the server will. */
function expiryOf(token: string): number {
  try {
    const { exp } = fields(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return typeof exp === 'number' ? exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
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
