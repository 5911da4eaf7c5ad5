import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, MetFaults } from '../faults.ts';
import type { Answer } from '../protocols.ts';

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, status === 304 ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  send(response, { status, headers: { 'content-type': `${type}; charset=utf-8` }, body });
}

/** Whether the service does not even get the request. */
export function isBefore(fault: MetFaults['fault']): boolean {
  return fault?.kind === 'reset-before' || fault?.kind === 'hang';
}

/** Whether nobody gets as much as a part of the answer. */
export function isLost(fault: MetFaults['fault']): boolean {
  return isBefore(fault) || fault?.kind === 'reset-after';
}

/** What becomes of an answer on its way. */
export function sendWith(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer | undefined,
  fault: MetFaults['fault'],
): void {
  // Whoever waits for an answer that never comes is cut off when the account stops.
  if (fault?.kind === 'hang') return;
  if (answer === undefined || isLost(fault)) request.socket.resetAndDestroy();
  else sendFaulty(response, answer, fault);
}

/** An answer of which at least a part arrives. */
export function sendFaulty(response: ServerResponse, answer: Answer, fault: MetFaults['fault']): void {
  switch (fault?.kind) {
    case 'truncate':
    case 'stall':
      sendHalf(response, answer, fault.kind === 'truncate');
      break;
    case 'malformed':
      send(response, { ...answer, body: halfOf(answer) });
      break;
    case 'wrong-type':
      send(response, withHeader(answer, 'content-type', fault.type));
      break;
    case 'throttle':
      send(response, fault.retryAfterSeconds === undefined ? answer : withRetryAfter(answer, fault.retryAfterSeconds));
      break;
    case 'skew':
      sendSkewed(response, answer, fault);
      break;
    default:
      send(response, answer);
  }
}

function halfOf({ body }: Answer): string {
  return body.slice(0, body.length / 2);
}

function sendHalf(response: ServerResponse, answer: Answer, thenCut: boolean): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.write(halfOf(answer), () => {
    if (thenCut) response.destroy();
  });
}

function sendSkewed(response: ServerResponse, answer: Answer, fault: Extract<Fault, { kind: 'skew' }>): void {
  if (fault.undated !== true) {
    send(response, withHeader(answer, 'date', new Date(Date.now() + fault.ms).toUTCString()));
    return;
  }
  response.sendDate = false;
  send(response, {
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== 'date')),
  });
}

function withRetryAfter(answer: Answer, seconds: number): Answer {
  return withHeader(answer, 'retry-after', String(seconds));
}

function withHeader(answer: Answer, name: string, value: string): Answer {
  return { ...answer, headers: { ...answer.headers, [name]: value } };
}
