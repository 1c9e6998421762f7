import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectHost } from '../../src/pty/connection/connect.js';
import { insideOf } from '../../src/tui/terminal/cell-box.js';
import { PaneBox } from '../../src/tui/terminal/pane-box.js';
import { type CursorLook, cellsOf, cursorOf } from '../support/cells.js';
import { DirectTerminal } from '../support/direct-terminal.js';
import { TestHost } from '../support/host.js';
import { paintedAnew } from '../support/painted-anew.js';
import { QUERY, type StagePlayer, StagePlayers } from '../support/stage-players.js';
import { Choices } from '../support/streams/stream.js';
import { Robot } from '../support/tui/robot.js';
import { chooseStep } from './steps.js';

const STAGE = fileURLToPath(new URL('../fixtures/agents/stage', import.meta.url));
const SCROLLBACK = 1_000;
/** Longest time until everything shows what it must, ms. */
const PATIENCE = 5_000;

export interface FuzzPane {
  readonly id: string;
  readonly player: StagePlayer;
  readonly direct: DirectTerminal;
}

/**
 * A client and a host in this process, with real ptys between the host and the programs of its
 * panes, to which anything happens in any order. After each step the person's screen must be what
 * painting all of it anew gives, and each pane on it what a direct terminal shows that was given the
 * same bytes, as must be the host's own picture.
 */
export class Fuzzer {
  readonly panes: FuzzPane[] = [];
  readonly log: string[] = [];
  readonly control;
  robot: Robot;
  size = { cols: 100, rows: 30 };
  readonly #host: TestHost;
  readonly #players: StagePlayers;
  #opened = 0;

  private constructor(
    host: TestHost,
    players: StagePlayers,
    control: Awaited<ReturnType<TestHost['connect']>>['connection'],
  ) {
    this.#host = host;
    this.#players = players;
    this.control = control;
    control.onPanesChanged(() => this.#followSizes());
    this.robot = this.#attach();
  }

  static async start(): Promise<Fuzzer> {
    const host = await TestHost.start({ scrollback: SCROLLBACK });
    await copyFile(STAGE, join(host.directory, 'stage'));
    const players = await StagePlayers.listen(join(host.directory, 'stage.sock'));
    const { connection } = await host.connect();
    const fuzzer = new Fuzzer(host, players, connection);
    await fuzzer.openPane();
    await fuzzer.openPane();
    return fuzzer;
  }

  /** Runs steps `from` to `end` (exclusive) of a seed; each depends on the seed and its number only. */
  async run(seed: number, from: number, end: number): Promise<void> {
    for (let step = from; step < end; step++) {
      const choices = new Choices(seed * 1_000_003 + step);
      const { name, run } = chooseStep(choices);
      this.log.push(`${step} ${name}`);
      await run(this, choices);
      await this.check(`seed ${seed}, step ${step} (${name})`);
    }
  }

  #attach(): Robot {
    return new Robot({
      ...this.size,
      env: { COLORTERM: 'truecolor', TERM_PROGRAM: 'vscode' },
      connect: () =>
        connectHost({ socketPath: this.#host.socketPath, version: '1.2.3', kind: 'tui' }),
    });
  }

  /** Leaves by the leader's d and comes back. */
  async reattach(): Promise<void> {
    await this.robot.stop();
    this.robot = this.#attach();
    if (this.panes.length > 0) await this.robot.see('fuzz');
  }

  async openPane(): Promise<void> {
    this.#opened += 1;
    const id = `fuzz${this.#opened}`;
    await this.control.launch({
      paneId: id,
      sessionId: id,
      agentKind: 'shell',
      title: id,
      argv: [process.execPath, join(this.#host.directory, 'stage')],
      cwd: this.#host.directory,
      env: { PATH: '/usr/bin:/bin', STAGE_SOCKET: join(this.#host.directory, 'stage.sock') },
      cols: 80,
      rows: 24,
    });
    const player = await this.#players.next();
    this.panes.push({ id, player, direct: new DirectTerminal(80, 24, SCROLLBACK) });
    this.#followSizes();
    await this.settle();
  }

  async closePane(pane: FuzzPane): Promise<void> {
    this.panes.splice(this.panes.indexOf(pane), 1);
    await this.control.close(pane.id);
    pane.direct.dispose();
    await this.settle();
  }

  /** Output that may still be on its way when this returns. */
  print(pane: FuzzPane, text: string): void {
    pane.direct.feed(text);
    pane.player.print(text);
  }

  /** Resolves when all output has been taken, so that sizes may change. */
  async drain(): Promise<void> {
    for (const { player, direct } of this.panes) {
      direct.feed(QUERY);
      await player.play('');
    }
  }

  /** Lets what a key, a mouse or another client has begun come to its end at the host. */
  async settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await delay(2);
      const any = this.panes[0];
      if (any) await this.control.capture(any.id);
    }
    const end = performance.now() + PATIENCE;
    while (!this.#fitsBoxes() && performance.now() < end) await delay(4);
  }

  /** Every pane on the screen has the size of its box; what is printed then finds it so. */
  #fitsBoxes(): boolean {
    return this.#visibleBoxes().every(({ id, inner }) => {
      const pane = this.panes.find((each) => each.id === id);
      return !pane || isFitting(pane, inner);
    });
  }

  #followSizes(): void {
    for (const { paneId, cols, rows } of this.control.panes) {
      const direct = this.panes.find(({ id }) => id === paneId)?.direct;
      if (direct && (direct.size.cols !== cols || direct.size.rows !== rows)) {
        direct.resize(cols, rows);
      }
    }
  }

  /** Fails with what differs once it has had its time. `dialog`: one covers the panes. */
  async check(when: string, { dialog = false } = {}): Promise<void> {
    await this.drain();
    const end = performance.now() + PATIENCE;
    for (;;) {
      const found = [
        ...(await this.#paintDifferences()),
        ...(dialog ? [] : await this.#paneDifferences()),
      ];
      if (found.length === 0) return;
      if (performance.now() > end) {
        const list = found.slice(0, 8).join('\n  ');
        const screen = await this.robot.screen();
        throw new Error(`${when}: ${found.length} differences\n  ${list}\n${screen}`);
      }
      await delay(4);
    }
  }

  async #paintDifferences(): Promise<string[]> {
    const shown = cellsOf(await this.robot.outer());
    const anew = await paintedAnew(this.robot.terminal.screen);
    return differences(shown, anew, 'painted anew');
  }

  async #paneDifferences(): Promise<string[]> {
    const outer = await this.robot.outer();
    const found: string[] = [];
    const cursors: string[] = [];
    for (const { id, inner } of this.#visibleBoxes()) {
      const pane = this.panes.find((each) => each.id === id);
      if (!pane) continue;
      const { cols, rows } = pane.direct.size;
      if (!isFitting(pane, inner)) {
        found.push(`${id} is ${cols}×${rows} in ${inner.cols}×${inner.rows}`);
        continue;
      }
      const shown = cellsOf(outer, { x: inner.x, y: inner.y, cols, rows });
      found.push(...differences(shown, pane.direct.cells(), id));
      cursors.push(cursorText(pane.direct.cursorLook, inner));
      const captured = (await this.control.capture(id)).trimEnd();
      if (captured !== textOf(pane)) found.push(`${id}: the host shows\n${captured}`);
    }
    const cursor = cursorText(cursorOf(outer));
    if (cursors.length > 0 && !cursors.includes(cursor)) {
      found.push(`the cursor is ${cursor}, those of the panes are ${cursors.join(' and ')}`);
    }
    return found;
  }

  #visibleBoxes() {
    return this.robot.terminal.screen.children.flatMap((child) => {
      if (!(child instanceof PaneBox) || child.hidden) return [];
      const inner = insideOf(child, child.lpos);
      return inner ? [{ id: child.name, inner }] : [];
    });
  }

  async dispose(): Promise<void> {
    await this.robot.stop();
    await this.#players.dispose();
    for (const { direct } of this.panes) direct.dispose();
    await this.#host.dispose();
  }
}

function isFitting({ direct }: FuzzPane, inner: { cols: number; rows: number }): boolean {
  return direct.size.cols === Math.max(2, inner.cols) && direct.size.rows === inner.rows;
}

function textOf({ direct }: FuzzPane): string {
  return direct
    .text()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function differences(shown: string[][], wanted: string[][], what: string): string[] {
  return wanted.flatMap((row, y) =>
    row.flatMap((cell, x) =>
      cell === shown[y]?.[x] ? [] : [`${what} ${x},${y}: ${shown[y]?.[x]} for ${cell}`],
    ),
  );
}

function cursorText({ x, y, isVisible, shape }: CursorLook, at = { x: 0, y: 0 }): string {
  return isVisible ? `${shape} at ${at.x + x},${at.y + y}` : 'hidden';
}
