import https from 'node:https';
import { Failure } from '../core/failure.ts';
import type { KubeTarget } from '../core/kubernetes/gateway.ts';
import type { Access } from './connection.ts';
import { service } from './failures.ts';
import type { Peer } from './request.ts';

/**
 * For how long credentials are used without asking for new ones. A token of EKS is good for fifteen minutes since it was
 * signed, whatever its URL says.
 */
const keptMs = 10 * 60_000;

/** More than anything here has under way at once with one server. Idle connections are closed by this side, too. */
export const connections = { keepAlive: true, maxSockets: 8, timeout: 60_000 } as const;

/** Keeps what signs in for ten minutes, or until it was refused; a failure is not kept. */
export function kept(signIn: () => Promise<Peer>, now: () => number = Date.now): Access {
  let current: { readonly peer: Promise<Peer>; readonly until: number } | undefined;
  let last: Peer | undefined;
  return (refused) => {
    // Requests that were refused at the same time share the next one.
    const isRefused = refused !== undefined && last === refused;
    if (current && now() < current.until && !isRefused) return current.peer;
    last = undefined;
    const peer = signIn();
    const mine = { peer, until: now() + keptMs };
    current = mine;
    peer.then(
      (made) => {
        if (current === mine) last = made;
      },
      () => {
        if (current === mine) current = undefined;
      },
    );
    return peer;
  };
}

/** The API server of an EKS cluster, and a token for it. */
export function eksAccess(target: KubeTarget & { readonly kind: 'eks' }, token: () => Promise<string>): Access {
  if (!URL.canParse(target.endpoint)) {
    throw new Failure('invalidRequest', 'The endpoint of the cluster is no URL.', { service });
  }
  const server = new URL(target.endpoint);
  const ca = Buffer.from(target.certificateAuthority, 'base64').toString('utf8');
  // Never without the authority of the cluster itself, and never without a look at the certificate.
  const tls = { ca: [ca], rejectUnauthorized: true };
  const agent = new https.Agent({ ...connections, ...tls });
  return kept(async () => ({ server, agent, tls, headers: headers({ Authorization: `Bearer ${await token()}` }) }));
}

export function headers(credentials: Readonly<Record<string, string>>): Peer['headers'] {
  return { 'Accept': 'application/json', 'User-Agent': 'external-instances', ...credentials };
}
