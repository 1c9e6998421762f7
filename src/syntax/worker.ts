/** Entry of the thread that parses: a large file keeps a parser busy for seconds. */
import { parentPort } from 'node:worker_threads';
import type { ParseRequest } from './parse-request.js';
import { verdictOf } from './parsers.js';

parentPort?.on('message', async (request: ParseRequest) => {
  parentPort?.postMessage(await verdictOf(request));
});
