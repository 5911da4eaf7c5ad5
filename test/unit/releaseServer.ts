import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is answered under a path: a text with an ETag, a status, or whatever a function does. */
export type Served = string | number | ((response: ServerResponse) => void);

export interface ReleaseServer {
  readonly endpoint: string;
  readonly served: Map<string, Served>;
  /** Paths in the order of their requests, with ` (if)` behind those that came with an ETag. */
  readonly requests: string[];
  /** Ends all connections, and is not there any more. */
  stop(): Promise<void>;
}

/** Serves public files on loopback as GitHub and CloudFront do: with ETags, and 403 or 404 for what is not there. */
export async function startReleaseServer(): Promise<ReleaseServer> {
  const served = new Map<string, Served>();
  const requests: string[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    const condition = headers['if-none-match'];
    requests.push(condition === undefined ? url : `${url} (if)`);
    const answer = served.get(url) ?? 404;
    if (typeof answer === 'function') {
      answer(response);
    } else if (typeof answer === 'number') {
      response.writeHead(answer).end();
    } else {
      const etag = `"${createHash('sha256').update(answer).digest('hex')}"`;
      if (condition === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(answer);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    requests,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
