import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { screenInternals } from '../../src/tui/terminal/blessed-internals.js';
import { TestEmulator } from '../support/emulator.js';
import { TestHost } from '../support/host.js';
import { Robot } from '../support/tui/robot.js';

/** What must be the same after things were made and unmade as before. */
export type Counts = Readonly<Record<string, number>>;

/** Something that can be made and unmade any number of times. */
export interface LeakProbe {
  readonly name: string;
  /** Times in the long and in the short form. */
  readonly times: number;
  readonly shortly: number;
  open(): Promise<OpenProbe>;
}

export interface OpenProbe {
  once(): Promise<void>;
  counts(): Promise<Counts>;
  dispose(): Promise<void>;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in use once what nobody refers to is gone. */
export async function usedMemory(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** Of Node's emitters and of blessed's own, which keep their listeners alike. */
function listenersOf(emitter: object): number {
  const { _events = {} } = emitter as { _events?: Readonly<Record<string, unknown>> };
  return Object.values(_events).flat().filter(Boolean).length;
}

function countsOf(robot: Robot): Counts {
  const { screen } = robot.terminal;
  const { keyable, clickable, history, program } = screenInternals(screen);
  return {
    elements: screen.children.length,
    keyable: keyable.length,
    clickable: clickable.length,
    history: history.length,
    'listeners of the screen': listenersOf(screen),
    'listeners of blessed': listenersOf(program),
    'listeners of the process': listenersOf(process),
  };
}

const DIALOGS = [
  ['?', 'Keys'],
  [':', 'Palette'],
  ['c', 'creates'],
] as const;

const dialogs: LeakProbe = {
  name: 'dialogs opened and closed',
  times: 5_000,
  shortly: 45,
  async open() {
    const robot = new Robot();
    robot.host.add({ paneId: 'pane' });
    await robot.see('pane · shell');
    let opened = 0;
    return {
      async once() {
        const [key, title] = DIALOGS[opened++ % DIALOGS.length] ?? DIALOGS[0];
        robot.press('ctrl-b', key);
        await robot.see(title);
        if (key === 'c') robot.press('tab', 'x');
        robot.press('escape');
        await robot.gone(title);
        robot.output = '';
      },
      async counts() {
        // Keys are alive: what is typed reaches the pane.
        const pane = robot.host.pane('pane');
        pane.written = '';
        robot.press('k');
        await robot.until(() => pane.written === 'k', 'the key');
        return countsOf(robot);
      },
      dispose: () => robot.stop(),
    };
  },
};

const clientPanes: LeakProbe = {
  name: 'panes that came and went on the screen',
  times: 1_000,
  shortly: 40,
  async open() {
    const robot = new Robot();
    robot.host.add({ paneId: 'pane' });
    await robot.see('pane · shell');
    let opened = 0;
    return {
      async once() {
        const paneId = `gone${opened++}`;
        robot.host.add({ paneId });
        robot.host.print('pane', `beside ${paneId}`);
        // Its tab comes when the registry has been read.
        await robot.see(`2 ${paneId}`);
        robot.press('ctrl-b', '2');
        await robot.see(`${paneId} · shell`);
        robot.host.remove(paneId);
        await robot.gone(`${paneId} · shell`);
        robot.output = '';
      },
      counts: async () => countsOf(robot),
      dispose: () => robot.stop(),
    };
  },
};

const emulators: LeakProbe = {
  name: 'emulators of panes',
  times: 1_000,
  shortly: 30,
  async open() {
    return {
      async once() {
        const text = Array.from({ length: 200 }, (_, i) => `\x1b[38;5;${i}m${i} 漢字\r\n`).join('');
        const emulator = new TestEmulator(100, 30, 500).feed(text);
        emulator.look();
        emulator.emulator.dispose();
      },
      counts: async () => ({ 'listeners of the process': listenersOf(process) }),
      dispose: async () => {},
    };
  },
};

const hostPanes: LeakProbe = {
  name: 'programs started and ended by the host',
  times: 300,
  shortly: 12,
  async open() {
    const host = await TestHost.start();
    const client = await host.connect();
    let opened = 0;
    return {
      async once() {
        const paneId = `pane${opened++}`;
        await client.launch(paneId, 'echo ready; exec cat');
        client.show(paneId);
        await client.untilText(paneId, 'ready');
        await client.connection.close(paneId);
        client.screens.delete(paneId);
        client.seen.delete(paneId);
        client.frames.length = 0;
      },
      counts: async () => ({
        panes: client.connection.panes.length,
        'listeners of the process': listenersOf(process),
        handles: process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length,
      }),
      dispose: () => host.dispose(),
    };
  },
};

export const PROBES: readonly LeakProbe[] = [dialogs, clientPanes, emulators, hostPanes];
