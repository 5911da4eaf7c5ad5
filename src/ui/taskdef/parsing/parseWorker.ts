import { parentPort } from 'node:worker_threads';
import { answered } from './parseTasks.ts';
import { handedOver, ready, type ParseRequest } from './protocol.ts';

/** What runs in the parsing thread: a file of its own in `dist`, started by `ParseThread`. */

parentPort?.on('message', (request: ParseRequest) => {
  void answered(request).then((answer) => parentPort?.postMessage(answer, handedOver(answer)));
});
parentPort?.postMessage(ready);
