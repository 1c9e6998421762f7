import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../sandbox.js';
import { type Arrangement, type Outer, startOuter } from './outer.js';

/** Two Node programs that only pass on bytes: no client and host in Node can be faster than they. */
export const relay: Outer = {
  name: 'relay',
  open: (sandbox, arrangement) =>
    arrangement.commands.length > 1 ? undefined : openRelay(sandbox, arrangement),
};

async function openRelay(sandbox: Sandbox, { commands }: Arrangement) {
  const program = [process.execPath, join(sandbox.checkout, 'bench', 'support', 'relay.mjs')];
  const socketPath = join(sandbox.root, 'relay.sock');
  const [node = '', ...args] = [...program, 'host', socketPath, commands[0] ?? ''];
  const host = spawn(node, args, { cwd: sandbox.root, env: sandbox.env, stdio: 'ignore' });
  const ended = once(host, 'exit');
  while (!(await isThere(socketPath))) await delay(10);
  return startOuter({
    sandbox,
    argv: [...program, 'client', socketPath],
    stop: async () => {
      host.kill();
      await ended;
    },
  });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
