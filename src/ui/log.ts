import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';
import { keepingProblems, type KeepsProblems } from './diagnostics/problems.ts';

/** The one log channel. Its text stays English: it is read by whoever helps, and searched on the web. */
export type Log = vscode.LogOutputChannel & KeepsProblems;

export function createLog(): Log {
  return keepingProblems(vscode.window.createOutputChannel('External Instances', { log: true }));
}

/** The detail of a failure: all but what the user typed or AWS keeps secret. */
export function logFailure(log: Log, what: string, error: unknown): Failure {
  const failure = Failure.from(error);
  const { service, operation, code, requestId, reason } = failure;
  const facts = { reason, service, operation, code, requestId };
  log.error(`${what}: ${failure.message} ${JSON.stringify(facts)}`);
  if (reason === 'unknown' && failure.cause instanceof Error && failure.cause.stack) log.error(failure.cause.stack);
  return failure;
}
