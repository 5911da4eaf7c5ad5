import type { AddressInfo, Server } from 'node:net';

/** Has it listen on loopback. */
export async function portOf(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** With the connections that wait for another request, where it keeps such. */
export function closed(server: Server & { readonly closeAllConnections?: () => void }): Promise<unknown> {
  server.closeAllConnections?.();
  return new Promise((done) => server.close(done));
}
