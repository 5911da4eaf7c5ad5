import { hexId } from '../world.ts';
import type { World } from '../world.ts';
import type { Reader, TrailEvent } from '../worlds/pullHistory.ts';
import type { Caller } from './operation.ts';

/** Behind all events of the past, which are numbered when they are first asked for. */
const firstNumber = 1_000_000_000;
const mostReads = 10_000;

/** A read of ECR that came over the wire leaves its trail as every other. */
export function noteRead(
  { ownReads, clock }: World,
  caller: Caller | undefined,
  read: Pick<TrailEvent, 'name' | 'repository' | 'layerDigest' | 'imageDigest' | 'imageTag'>,
): void {
  const number = (ownReads.at(-1)?.number ?? firstNumber) + 1;
  if (ownReads.length >= mostReads) ownReads.splice(0, mostReads / 10);
  const at = Math.floor(clock() / 1000) * 1000;
  ownReads.push({ ...read, number, at, seed: `own ${hexId(16)}`, reader: readerOf(caller) });
}

function readerOf(caller: Caller | undefined): Reader {
  const [, role, session] = /:assumed-role\/(.+)\/([^/]+)$/.exec(caller?.arn ?? '') ?? [];
  const hidden = 'ecr.amazonaws.com';
  if (role !== undefined && session !== undefined) return { role, session, hidden };
  return { session: /[^/]*$/.exec(caller?.arn ?? '')?.[0] ?? '', hidden };
}
