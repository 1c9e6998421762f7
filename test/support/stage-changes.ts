import type { PaneStage } from './pane-stage.js';
import type { TerminalDriver } from './terminal-driver.js';

/** Something that happens around a pane, after which it must look as its program left it. */
export interface StageChange {
  readonly name: string;
  run(stage: PaneStage, compare: Compare): Promise<void>;
}

/** Compares the stage's pane on one of its screens. */
export type Compare = (screen?: TerminalDriver) => Promise<void>;

/** Opens what a leader key opens and closes it again. */
async function lookInto(stage: PaneStage, key: string, title: string): Promise<void> {
  stage.screen.press('ctrl-b', key);
  await stage.screen.waitForText(title);
  stage.screen.press('escape');
  await stage.screen.waitForGone(title);
}

async function resize(stage: PaneStage, cols: number, rows: number): Promise<void> {
  const { screen } = stage;
  screen.resize(cols, rows);
  await screen.waitFor('frames of the new size', () => {
    const lines = screen.rows();
    return '└+'.includes(lines.at(-2)?.[0] ?? ' ') && screen.characterAt(cols - 1, 1) !== '';
  });
  stage.follow();
}

/** Waits until the pane's frame has another size than the direct terminal, and takes it. */
async function followChange(stage: PaneStage, what: string, change: () => void): Promise<void> {
  const before = stage.shownSize();
  change();
  await stage.screen.waitFor(what, () => {
    const { cols, rows } = stage.shownSize();
    return cols > 0 && (cols !== before.cols || rows !== before.rows);
  });
  stage.follow();
}

async function openBeside(stage: PaneStage, keys: readonly string[], name: string): Promise<void> {
  const { screen } = stage;
  screen.press(...keys);
  await screen.waitForText('Enter creates');
  screen.press('tab');
  screen.type(name);
  await screen.waitForText(new RegExp(`Name +${name}`));
  screen.press('enter');
  const player = await stage.players.next();
  await screen.waitForText(`${name} · shell`);
  await player.play(`beside 漢字 ${name}`);
  await screen.waitForText(`beside 漢字 ${name}`);
}

/** A session whose creation has not been written down yet cannot be ended; then it is tried again. */
const UNFINISHED = 'is still being made';

async function endFocused(stage: PaneStage, shown: string): Promise<void> {
  const { screen } = stage;
  let isRefused = false;
  do {
    screen.press('ctrl-b', 'x');
    await screen.choose('End the program');
    await screen.waitFor('the end of the pane', () => {
      const text = screen.screen();
      isRefused = text.includes(UNFINISHED);
      return isRefused || !text.includes(shown);
    });
    if (isRefused) screen.press('enter');
    await screen.waitForGone(UNFINISHED);
  } while (isRefused);
}

const DIALOGS: StageChange = {
  name: 'dialogs',
  async run(stage, compare) {
    await lookInto(stage, '?', 'Merge the session into');
    await compare();
    await lookInto(stage, ':', 'Palette');
    await lookInto(stage, 'c', 'Enter creates');
    await compare();
  },
};

const RESIZES: StageChange = {
  name: 'resizes',
  async run(stage, compare) {
    const { cols, rows } = stage.screen.size;
    for (const [x, y] of [
      [cols - 31, rows - 12],
      [cols + 15, rows + 6],
      [cols, rows],
    ] as const) {
      await resize(stage, x, y);
      await compare();
    }
  },
};

const SPLIT: StageChange = {
  name: 'split and zoom',
  async run(stage, compare) {
    const { screen } = stage;
    await openBeside(stage, ['ctrl-b', '|'], 'side');
    screen.press('ctrl-b', 'left');
    stage.follow();
    await compare();
    for (const shown of ['zoomed', 'back']) {
      await followChange(stage, shown, () => screen.press('ctrl-b', 'z'));
      await compare();
    }
    screen.press('ctrl-b', 'right');
    await endFocused(stage, 'beside 漢字');
    stage.follow();
    await compare();
  },
};

const TABS: StageChange = {
  name: 'another tab and back',
  async run(stage, compare) {
    const { screen } = stage;
    await openBeside(stage, ['ctrl-b', 'c'], 'tab');
    screen.press('ctrl-b', 'p');
    await screen.waitForGone('beside 漢字');
    await compare();
    screen.press('ctrl-b', 'n');
    await screen.waitForText('beside 漢字');
    await endFocused(stage, 'beside 漢字');
    await compare();
  },
};

const ATTACH: StageChange = {
  name: 'detach and attach',
  async run(stage, compare) {
    stage.screen.press('ctrl-b', 'd');
    await stage.screen.waitForExit();
    stage.screen = await stage.attach();
    await compare();
  },
};

const SMALLER: StageChange = {
  name: 'a second, smaller client',
  async run(stage, compare) {
    const small = await stage.attach({ cols: 80, rows: 20 });
    stage.isPart = true;
    stage.follow(small);
    await compare(small);
    await compare();
    small.press('ctrl-b', 'd');
    await small.waitForExit();
    stage.isPart = false;
    stage.follow();
    await compare();
  },
};

export const CHANGES: readonly StageChange[] = [DIALOGS, RESIZES, SPLIT, TABS, ATTACH, SMALLER];
