/** What links to a host, and starts one, in one piece as `engine.ts`. */
export { createHostConnector, stopHost } from '../pty/connect.js';
export { createDetachedStarter } from '../pty/starter.js';
