import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QtuiError } from '../../../src/core/errors.js';
import type { HostConnection } from '../../../src/core/ports/host.js';
import { connectHost } from '../../../src/pty/connection/connect.js';
import type { LayoutNode } from '../../../src/tui/model/layout.js';
import { toDocument } from '../../../src/tui/model/layout-document.js';
import { startProgram } from '../program.js';
import type { Sandbox } from '../sandbox.js';
import { type Arrangement, type Outer, startOuter } from './outer.js';

export const qtui: Outer = {
  name: 'qtui',
  open: (sandbox, arrangement) => openQtui(sandbox, arrangement),
};

/** Panes are made at the host itself, so that fifty of them take no longer than tmux's. */
async function openQtui(sandbox: Sandbox, arrangement: Arrangement) {
  const control = await startHost(sandbox);
  try {
    await launchPanes(sandbox, control, arrangement);
  } finally {
    control.dispose();
  }
  return startOuter({
    sandbox,
    argv: sandbox.qtui,
    attach: sandbox.qtui,
    stop: () => sandbox.stopHost(),
  });
}

/** By a client, which shows its first frame while the host starts. */
async function startHost(sandbox: Sandbox): Promise<HostConnection> {
  const client = startProgram(sandbox.qtui, { cwd: sandbox.repo.path, env: sandbox.env });
  try {
    await client.until('qtui');
    for (;;) {
      const connection = await connectToHost(sandbox).catch((error: unknown) => {
        if (error instanceof QtuiError && error.code === 'host-not-running') return undefined;
        throw error;
      });
      if (connection) return connection;
      await delay(10);
    }
  } finally {
    await client.kill();
  }
}

function connectToHost({ env, root }: Sandbox): Promise<HostConnection> {
  const socketPath = join(env['XDG_RUNTIME_DIR'] ?? root, 'qtui', 'host.sock');
  return connectHost({ socketPath, version: 'bench', kind: 'cli' });
}

async function launchPanes(
  { repo, env }: Sandbox,
  control: HostConnection,
  { commands, show }: Arrangement,
): Promise<void> {
  const panes = commands.map((_, index) => `bench${index}`);
  for (const [index, command] of commands.entries()) {
    const paneId = `bench${index}`;
    await control.launch({
      paneId,
      sessionId: paneId,
      agentKind: 'shell',
      title: paneId,
      argv: ['/bin/sh', '-c', command],
      cwd: repo.path,
      env: { ...env, TERM: 'xterm-256color' },
      cols: 198,
      rows: 46,
    });
  }
  const roots = show === 'all' ? [tiled(panes)] : panes.map(leaf);
  const tabs = roots.map((root, index) => ({
    id: index + 1,
    root,
    focus: panes[index] ?? '',
    zoomed: false,
  }));
  const document = toDocument({ tabs, activeTab: 1, hidden: [] });
  await control.setLayout(document, control.layout.revision);
}

const leaf = (paneId: string): LayoutNode => ({ kind: 'pane', paneId });

/** Halves of halves. */
function tiled(panes: readonly string[], direction: 'row' | 'column' = 'row'): LayoutNode {
  const [only] = panes;
  if (panes.length === 1 && only !== undefined) return leaf(only);
  const half = Math.ceil(panes.length / 2);
  const next = direction === 'row' ? 'column' : 'row';
  const parts = [panes.slice(0, half), panes.slice(half)];
  return {
    kind: 'split',
    direction,
    children: parts.map((part) => ({ weight: 1, node: tiled(part, next) })),
  };
}
