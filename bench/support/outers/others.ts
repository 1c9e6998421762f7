import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from '../command.js';
import type { Sandbox } from '../sandbox.js';
import { type Arrangement, type Outer, startOuter } from './outer.js';

const LINES = 10_000;

/** No multiplexer: the first command on a pty of its own. */
export const raw: Outer = {
  name: 'raw',
  open: (sandbox, { commands }) =>
    commands.length > 1
      ? undefined
      : startOuter({ sandbox, argv: ['/bin/sh', '-c', commands[0] ?? ''] }),
};

export const tmux: Outer = {
  name: 'tmux',
  open: (sandbox, arrangement) => openTmux(sandbox, arrangement),
};

async function openTmux(sandbox: Sandbox, { commands, show }: Arrangement) {
  const configuration = join(sandbox.root, 'tmux.conf');
  await writeFile(configuration, `set -g history-limit ${LINES}\nset -s escape-time 0\n`);
  const program = ['tmux', '-u', '-S', join(sandbox.root, 'tmux.sock'), '-f', configuration];
  const where = { cwd: sandbox.root, env: sandbox.env };
  const run = (...args: string[]) => runCommand([...program, ...args], where);
  const [first = '', ...others] = commands;
  await run('new-session', '-d', '-x', '200', '-y', '50', first);
  for (const command of others) {
    if (show === 'first') await run('new-window', '-d', command);
    else {
      await run('split-window', '-d', command);
      await run('select-layout', 'tiled');
    }
  }
  const attach = [...program, 'attach'];
  return startOuter({ sandbox, argv: attach, attach, stop: () => run('kill-server') });
}

export const screen: Outer = {
  name: 'screen',
  open: (sandbox, arrangement) =>
    arrangement.show === 'all' && arrangement.commands.length > 1
      ? undefined
      : openScreen(sandbox, arrangement),
};

async function openScreen(sandbox: Sandbox, { commands }: Arrangement) {
  const directory = join(sandbox.root, 'screen');
  await mkdir(directory, { mode: 0o700, recursive: true });
  const scripts = await Promise.all(
    commands.map(async (command, index) => {
      const script = join(sandbox.root, `screen-${index}.sh`);
      await writeFile(script, command);
      return `screen -t ${index} ${index} /bin/sh ${script}`;
    }),
  );
  const configuration = join(sandbox.root, 'screenrc');
  const lines = [
    'startup_message off',
    'vbell off',
    `defscrollback ${LINES}`,
    ...scripts,
    'select 0',
  ];
  await writeFile(configuration, `${lines.join('\n')}\n`);
  const env = { SCREENDIR: directory };
  const argv = ['screen', '-U', '-S', 'bench', '-c', configuration];
  const where = { cwd: sandbox.root, env: { ...sandbox.env, ...env } };
  const stop = () => runCommand(['screen', '-S', 'bench', '-X', 'quit'], where);
  return startOuter({ sandbox, argv, env, stop });
}

/** All of its windows are on the screen. */
export const dvtm: Outer = {
  name: 'dvtm',
  open: (sandbox, { commands }) =>
    commands.length > 1
      ? undefined
      : startOuter({ sandbox, argv: ['dvtm', '-h', `${LINES}`, commands[0] ?? ''] }),
};

export async function isOnPath(program: string): Promise<boolean> {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((each) => join(each, program));
  const found = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
