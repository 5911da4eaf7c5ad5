import { createHash } from 'node:crypto';
import type { MetFaults } from '../faults.ts';
import type { Answer } from '../protocols.ts';
import { betweenAnswer } from './between.ts';

/** Public files, as Amazon S3, CloudFront and GitHub send them: nobody signs in for them. */

export const absentFile: Answer = textAnswer(404, '404: Not Found');

/** Not again to those who have it. */
export function taggedFile(text: string, known: string | undefined): Answer {
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
  const isKnown = known === etag;
  const { headers } = textAnswer(200, '');
  return { status: isKnown ? 304 : 200, headers: { ...headers, etag }, body: isKnown ? '' : text };
}

/** What is answered in place of a file; `undefined` for faults that a file does not meet, or that spoil it on its way. */
export function refusedFile(fault: MetFaults['fault']): Answer | undefined {
  switch (fault?.kind) {
    case 'between':
      return betweenAnswer(fault);
    case 'throttle':
      return fault.as === 'SlowDown' || fault.as === 'RequestLimitExceeded'
        ? s3Error(503, 'SlowDown', 'Please reduce your request rate.')
        : textAnswer(429, '429: Too Many Requests');
    case 'error':
      return s3Error(fault.status, fault.code, fault.message ?? fault.code);
    case 'deny':
      return s3Error(403, 'AccessDenied', 'Access Denied');
    default:
      return undefined;
  }
}

function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function s3Error(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
