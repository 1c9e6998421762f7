import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Region } from './cells.js';
import type { World } from './e2e.js';
import { until } from './processes.js';
import { TerminalDriver } from './terminal-driver.js';

/** Lines above the screen; the same inside and outside, as growing brings them back. */
const SCROLLBACK = 5_000;
/** Most differences that a failure lists. */
const LISTED = 12;

const PROMPT = "PS1='\\[\\e[1;38;5;208m\\]\\W\\[\\e[0;48;2;20;40;60m\\]>\\[\\e[m\\] '\n";

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
    const before = this.region;
    const [grownCols, grownRows] = [cols - this.inside.size.cols, rows - this.inside.size.rows];
    this.inside.resize(cols, rows);
    this.direct.resize(before.cols + grownCols, before.rows + grownRows);
  }

  /** The cells of the first pane, of the second one (1) and so on, of panes side by side. */
  get region(): Region {
    return paneRegion(this.inside);
  }

  /** Gives the direct terminal the size that the pane has now. */
  async follow(): Promise<void> {
    const { cols, rows } = this.region;
    this.direct.resize(cols, rows);
  }

  /** Opens another screen in place of the one that has ended. */
  async attach(size: { cols: number; rows: number } = this.inside.size): Promise<void> {
    this.inside = this.#world.open([], size);
    await this.inside.waitForText('^N new');
  }

  /**
   * Waits until the direct terminal shows `text` and the pane shows the same as it: every cell with
   * its look, and the cursor. Fails with the differences that are left.
   */
  async showsSame(text: string | RegExp, index = 0): Promise<void> {
    await this.direct.waitForText(text);
    let left: string[] = [];
    const isSame = () => {
      left = this.#differences(index);
      return left.length === 0;
    };
    try {
      await until('the same screen', isSame, 6_000);
    } catch {
      const list = left.slice(0, LISTED).map((each) => `  ${each}`);
      const screens = `${this.inside.screen()}\n-- direct --\n${this.direct.screen()}`;
      throw new Error(`${left.length} differences:\n${list.join('\n')}\n-- inside --\n${screens}`);
    }
  }

  #differences(index: number): string[] {
    const region = paneRegion(this.inside, index);
    const inside = this.inside.cells(region);
    const direct = this.direct.cells();
    const { cols, rows } = this.direct.size;
    if (region.cols !== cols || region.rows !== rows) {
      return [`size: ${region.cols}×${region.rows} for ${cols}×${rows}`];
    }
    const found: string[] = [];
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < cols; x++) {
        const [shown, wanted] = [inside[y]?.[x], direct[y]?.[x]];
        if (shown !== wanted) found.push(`${x},${y}: ${shown} for ${wanted}`);
      }
    }
    const cursor = (terminal: TerminalDriver, at: { x: number; y: number }) => {
      const { x, y, isVisible, shape } = terminal.cursorLook;
      return isVisible ? `${shape} at ${x - at.x},${y - at.y}` : 'hidden';
    };
    const [shown, wanted] = [cursor(this.inside, region), cursor(this.direct, { x: 0, y: 0 })];
    if (shown !== wanted) found.push(`cursor: ${shown} for ${wanted}`);
    return found;
  }

  async dispose(): Promise<void> {
    await this.direct.dispose();
  }
}

/** Where the inside of a pane is, by its frame; panes in the upper row count from the left. */
function paneRegion(screen: TerminalDriver, index = 0): Region {
  const rows = screen.rows();
  const top = rows[1] ?? '';
  const corners = [...top].flatMap((character, x) => ('┌┬┐'.includes(character) ? [x] : []));
  const [left, right] = [corners[index], corners[index + 1]];
  const bottom = rows.findIndex((row, y) => y > 1 && '└├┴┼'.includes(row[left ?? 0] ?? ''));
  if (left === undefined || right === undefined || bottom < 0) {
    return { x: 0, y: 0, cols: 0, rows: 0 };
  }
  return { x: left + 1, y: 2, cols: right - left - 1, rows: bottom - 2 };
}
