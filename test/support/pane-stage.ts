import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outer, Region } from './cells.js';
import { DirectTerminal } from './direct-terminal.js';
import type { OpenOptions, World } from './e2e.js';
import { differenceReport, differencesIn, isAsWanted, paneRegion } from './pane-region.js';
import { QUERY, type StagePlayer, StagePlayers } from './stage-players.js';
import type { TerminalDriver } from './terminal-driver.js';

/** Nothing more is written this long after the last output, ms; a stuck update takes 200. */
const QUIET = 1_500;
const TITLE = /stage . shell/;

export interface StageOptions extends Pick<OpenOptions, 'cols' | 'rows' | 'unsynchronized'> {
  /** Laid over the environment of the client: what its terminal can. */
  env?: OpenOptions['env'];
  /** Colours by the settings, whatever the terminal says of itself. */
  color?: '256' | '16';
  /** What the person's terminal makes of a cell, where it can do less. */
  outer?: Outer;
}

/**
 * The built qtui with a pane whose program prints what a test plays, and a direct terminal that is
 * given the same bytes. Both are compared cell by cell.
 */
export class PaneStage {
  readonly world: World;
  readonly players: StagePlayers;
  readonly #options: StageOptions;
  screen: TerminalDriver;
  player: StagePlayer;
  readonly direct: DirectTerminal;
  /** Which of the panes in the upper row, from the left. */
  pane = 0;
  /** The pane is kept smaller than its box by another screen. */
  isPart = false;

  private constructor(parts: {
    world: World;
    players: StagePlayers;
    options: StageOptions;
    screen: TerminalDriver;
    player: StagePlayer;
  }) {
    this.world = parts.world;
    this.players = parts.players;
    this.#options = parts.options;
    this.screen = parts.screen;
    this.player = parts.player;
    const { cols, rows } = paneRegion(parts.screen);
    this.direct = new DirectTerminal(cols, rows);
  }

  /** 120×36 leave a pane of 118×32, which the recordings were made for. */
  static async open(world: World, options: StageOptions = {}): Promise<PaneStage> {
    await world.installAgent('stage', 'stage');
    if (options.color !== undefined) {
      const directory = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui');
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'config.toml'), `[terminal]\ncolor = "${options.color}"\n`);
    }
    const players = await StagePlayers.listen(join(world.root, 'stage.sock'));
    const screen = openScreen(world, options, [
      'new',
      ...['--agent', 'shell', '--no-worktree', '--name', 'stage'],
    ]);
    const player = await players.next();
    await screen.waitForText(TITLE);
    return new PaneStage({ world, players, options, screen, player });
  }

  /** Prints in the pane and in the direct terminal. */
  async play(text: string): Promise<void> {
    this.direct.feed(text + QUERY);
    await this.player.play(text);
  }

  /** What differs once both show the same or nothing more comes. */
  async settle(screen: TerminalDriver = this.screen): Promise<string[]> {
    const isSame = () => {
      const frame = paneRegion(screen, this.pane);
      return this.#fits(frame) && isAsWanted(screen, frame, this.direct, this.#compared);
    };
    return (await screen.settles(isSame, QUIET)) ? [] : this.#differences(screen);
  }

  /** Fails with what differs; `when` is said then. */
  async isSame(when: string, screen: TerminalDriver = this.screen): Promise<void> {
    const left = await this.settle(screen);
    if (left.length === 0) return;
    throw new Error(`${when}: ${differenceReport(left, screen.screen(), this.direct.text())}`);
  }

  #differences(screen: TerminalDriver): string[] {
    const frame = paneRegion(screen, this.pane);
    if (this.#fits(frame)) return differencesIn(screen, frame, this.direct, this.#compared);
    const { cols, rows } = this.direct.size;
    return [`size: ${frame.cols}×${frame.rows} for ${cols}×${rows}`];
  }

  get #compared(): { outer: Outer | undefined } {
    return { outer: this.#options.outer };
  }

  #fits(frame: Region): boolean {
    const { cols, rows } = this.direct.size;
    return this.isPart
      ? frame.cols >= cols && frame.rows >= rows
      : frame.cols === cols && frame.rows === rows;
  }

  /** Size of the pane's box on a screen. */
  shownSize(screen: TerminalDriver = this.screen): { cols: number; rows: number } {
    const { cols, rows } = paneRegion(screen, this.pane);
    return { cols, rows };
  }

  /** Gives the direct terminal the size that the pane has on a screen. */
  follow(screen: TerminalDriver = this.screen): void {
    const { cols, rows } = this.shownSize(screen);
    this.direct.resize(cols, rows);
  }

  /** Opens another screen on the session. */
  async attach(size: { cols: number; rows: number } = this.screen.size): Promise<TerminalDriver> {
    const screen = openScreen(this.world, { ...this.#options, ...size }, []);
    await screen.waitForText(TITLE);
    return screen;
  }

  async dispose(): Promise<void> {
    await this.players.dispose();
    this.direct.dispose();
  }
}

function openScreen(
  world: World,
  { cols = 120, rows = 36, env, unsynchronized }: StageOptions,
  args: readonly string[],
): TerminalDriver {
  return world.open(args, {
    cols,
    rows,
    ...(unsynchronized !== undefined && { unsynchronized }),
    env: {
      SHELL: join(world.root, 'bin', 'stage'),
      STAGE_SOCKET: join(world.root, 'stage.sock'),
      ...env,
    },
  });
}
