import { generate } from 'selfsigned';

/** A certificate authority, and a server's certificate that it signed. All in PEM. */
export interface Authority {
  readonly certificate: string;
  readonly server: { readonly key: string; readonly cert: string };
}

const day = 24 * 60 * 60_000;
const curve = { keyType: 'ec', algorithm: 'sha256' } as const;

/**
 * Made anew at each start, and kept in memory only. Good for a year, and for clocks that are behind by a day.
 *
 * @param commonName of the authority; that of Kubernetes' own unless it is to be somebody else's
 */
export async function makeAuthority(commonName = 'kubernetes'): Promise<Authority> {
  const notBeforeDate = new Date(Date.now() - day);
  const notAfterDate = new Date(Date.now() + 365 * day);
  const ca = await generate([{ name: 'commonName', value: commonName }], {
    ...curve,
    notBeforeDate,
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...curve,
    notBeforeDate,
    notAfterDate,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'kubernetes.default.svc' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificate: ca.cert, server: { key: server.private, cert: server.cert } };
}
