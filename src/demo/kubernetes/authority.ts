import { generate } from 'selfsigned';
import type { ForeignCertificate } from './faults.ts';

/** In PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority, and a server's certificate that it signed. */
export interface Authority {
  /** In PEM. */
  readonly certificate: string;
  readonly server: ServerCertificate;
  /** Another certificate of it. */
  readonly sign: (options: SigningOptions) => Promise<ServerCertificate>;
}

interface SigningOptions {
  /** Default: Kubernetes' own, and the loopback address. */
  readonly dnsName?: string;
  /** Default: in a year. */
  readonly notAfterDate?: Date;
}

const day = 24 * 60 * 60_000;
const curve = { keyType: 'ec', algorithm: 'sha256' } as const;

/**
 * Made anew at each start, and kept in memory only. Good for a year, and for clocks that are behind by a day.
 *
 * @param commonName of the authority; that of Kubernetes' own unless it is to be somebody else's
 */
export async function makeAuthority(commonName = 'kubernetes'): Promise<Authority> {
  const ca = await generate([{ name: 'commonName', value: commonName }], {
    ...curve,
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const sign: Authority['sign'] = (options) => serverCertificate(options, { key: ca.private, cert: ca.cert });
  return { certificate: ca.cert, server: await sign({}), sign };
}

export async function foreignCertificate(trusted: Authority, as: ForeignCertificate): Promise<ServerCertificate> {
  switch (as) {
    case 'other-authority':
      // As behind a proxy that looks into what passes.
      return (await makeAuthority('Inspecting Proxy')).server;
    case 'self-signed':
      return serverCertificate({});
    case 'other-name':
      return trusted.sign({ dnsName: 'kubernetes.example.com' });
    case 'expired':
      return trusted.sign({ notAfterDate: new Date(Date.now() - 60_000) });
  }
}

/** @param ca default: it signs itself */
async function serverCertificate(
  { dnsName, notAfterDate }: SigningOptions,
  ca?: ServerCertificate,
): Promise<ServerCertificate> {
  const own = [{ type: 2, value: 'kubernetes.default.svc' } as const, { type: 7, ip: '127.0.0.1' } as const];
  const made = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...curve,
    ...validity(notAfterDate),
    ...(ca && { ca }),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: dnsName === undefined ? own : [{ type: 2, value: dnsName }] },
    ],
  });
  return { key: made.private, cert: made.cert };
}

function validity(notAfterDate = new Date(Date.now() + 365 * day)): { notBeforeDate: Date; notAfterDate: Date } {
  return { notBeforeDate: new Date(Date.now() - day), notAfterDate };
}
