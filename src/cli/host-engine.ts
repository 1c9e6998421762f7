/** What links to a host, and starts one, in one piece as `engine.ts`. */
export { createHostConnector, stopHost } from '../pty/connection/connect.js';
export { createDetachedStarter } from '../pty/connection/starter.js';
