import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { portOf } from '../faults/servers.ts';

/** A proxy that leads to this machine, whatever the name. */
export async function tunnelling(
  stops: (() => unknown)[],
): Promise<{ readonly url: string; readonly tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }, client) => {
    tunnels.push(url);
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  return { url: await listening(proxy, stops), tunnels };
}

/**
 * @param stops takes what ends it, with all its connections
 * @returns its URL on loopback
 */
export async function listening(server: Server, stops: (() => unknown)[]): Promise<string> {
  const sockets = new Set<Socket>();
  // Those of a tunnel are no longer the server's own.
  server.on('connection', (socket: Socket) => sockets.add(socket));
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${await portOf(server)}`;
}
