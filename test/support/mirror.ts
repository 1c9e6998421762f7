import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCROLLBACK } from './direct-terminal.js';
import type { World } from './e2e.js';
import { differenceReport, differencesIn, paneRegion } from './pane-region.js';
import { until } from './processes.js';
import { TerminalDriver } from './terminal-driver.js';

const PROMPT = "PS1='\\[\\e[1;38;5;208m\\]\\W\\[\\e[0;48;2;20;40;60m\\]>\\[\\e[m\\] '\n";

/** Where to look at the pane. */
export interface Where {
  /** The screen; the person's first one when absent. */
  screen?: TerminalDriver;
  /** Which of the panes side by side, from the left; 0 when absent. */
  pane?: number;
  /** The pane is kept smaller than its box by another screen. */
  isPart?: boolean;
}

/**
 * bash in a pane of qtui, and the same bash directly in a terminal of exactly the pane's size. Both
 * take the same input, and what they show is compared cell by cell.
 */
export class Mirror {
  readonly #world: World;
  inside: TerminalDriver;
  readonly direct: TerminalDriver;

  private constructor(world: World, inside: TerminalDriver, direct: TerminalDriver) {
    this.#world = world;
    this.inside = inside;
    this.direct = direct;
  }

  /** Size of the person's terminal in cells. `profile` is added to what bash runs at its start. */
  static async open(
    world: World,
    {
      cols = 120,
      rows = 36,
      profile = '',
    }: { cols?: number; rows?: number; profile?: string } = {},
  ): Promise<Mirror> {
    await writeFile(join(world.repo.env['HOME'] ?? '', '.bashrc'), PROMPT + profile);
    const env = { ...world.env, SHELL: '/bin/bash' };
    const command = ['new', '--agent', 'shell', '--no-worktree', '--name', 'mirror'];
    const inside = world.open(command, { cols, rows, env });
    await inside.waitForText('repo>');
    const { cols: paneCols, rows: paneRows } = paneRegion(inside);
    const direct = new TerminalDriver('/bin/bash', [], {
      cols: paneCols,
      rows: paneRows,
      cwd: world.repo.path,
      env,
      scrollback: SCROLLBACK,
    });
    await direct.waitForText('repo>');
    return new Mirror(world, inside, direct);
  }

  type(text: string): void {
    this.inside.type(text);
    this.direct.type(text);
  }

  press(...keys: string[]): void {
    this.inside.press(...keys);
    this.direct.press(...keys);
  }

  /** Types a command; what it prints last must be waited for. */
  run(command: string): void {
    this.type(`${command}\r`);
  }

  /** Resizes the person's terminal, and the direct one to the size that the pane gets. */
  async resize(cols: number, rows: number): Promise<void> {
    this.inside.resize(cols, rows);
    await this.inside.waitFor('frames of the new size', () => {
      const lines = this.inside.rows();
      return lines.at(-2)?.startsWith('└') === true && lines[1]?.endsWith('┐') === true;
    });
    this.follow();
  }

  /** Gives the direct terminal the size that a pane has now. */
  follow(screen: TerminalDriver = this.inside): void {
    const { cols, rows } = paneRegion(screen);
    this.direct.resize(cols, rows);
  }

  /** Opens another screen on the sessions that run. */
  async attach(size: { cols: number; rows: number } = this.inside.size): Promise<TerminalDriver> {
    const screen = this.#world.open([], size);
    await screen.waitForText('mirror · shell');
    return screen;
  }

  /**
   * Waits until the direct terminal shows `text` and the pane shows the same as it: every cell with
   * its look, and the cursor. Fails with the differences that are left. `text` must be something that
   * was not there before, or what was shown before passes.
   */
  async showsSame(text: string | RegExp, options: Where = {}): Promise<void> {
    await this.direct.waitForText(text);
    await this.isSame(options);
  }

  /** As `showsSame`, for what the direct terminal shows now. */
  async isSame(options: Where = {}): Promise<void> {
    let left: string[] = [];
    const isSame = () => {
      left = this.#differences(options);
      return left.length === 0;
    };
    try {
      await until('the same screen', isSame, 6_000);
    } catch {
      const inside = (options.screen ?? this.inside).screen();
      throw new Error(differenceReport(left, inside, this.direct.screen()));
    }
  }

  #differences({ screen = this.inside, pane = 0, isPart = false }: Where): string[] {
    const frame = paneRegion(screen, pane);
    const { cols, rows } = this.direct.size;
    const fits = isPart
      ? frame.cols >= cols && frame.rows >= rows
      : frame.cols === cols && frame.rows === rows;
    if (!fits) return [`size: ${frame.cols}×${frame.rows} for ${cols}×${rows}`];
    return differencesIn(screen, frame, this.direct);
  }

  async dispose(): Promise<void> {
    await this.direct.dispose();
  }
}
