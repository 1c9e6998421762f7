/** Selecting and opening links with the mouse. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../../../src/core/errors.js';
import { type Robot, TEST_CONFIG } from '../../../../support/tui/robot.js';
import { stopRobots } from '../../../../support/tui/robots.js';
import type { ScriptedLine } from '../../../../support/tui/scripted-host.js';
import { startSplit } from '../../../../support/tui/side-by-side.js';

const SHIFT = 4;
const ALT = 8;
const CTRL = 16;
const WHEEL_UP = 64;
/** First cell of the only pane. */
const LEFT = 1;
const TOP = 2;
const TRACKED = { mouseTracking: 'drag', mouseEncoding: 'sgr' } as const;

afterEach(stopRobots);

type Options = Parameters<typeof startSplit>[1];

async function startWith(lines: readonly ScriptedLine[], options?: Options): Promise<Robot> {
  const robot = await startSplit(['auth'], options);
  robot.host.print('auth', ...lines, 'ready');
  await robot.see('ready');
  return robot;
}

function history(robot: Robot, count: number): void {
  const old = Array.from({ length: count }, (_, index) => `old ${String(index).padStart(3, '0')}`);
  robot.host.pane('auth').history.push(...old);
}

/** Presses at a cell of the pane, moves through others, and lets go at the last one. */
function drag(robot: Robot, cells: readonly (readonly [number, number])[], modifiers = 0): void {
  const at = cells.map(([x, y]) => [x + LEFT, y + TOP] as const);
  const [first = [0, 0], ...others] = at;
  robot.mouse(modifiers, ...first);
  for (const cell of others) robot.mouse(32 + modifiers, ...cell);
  robot.mouse(modifiers, ...(at.at(-1) ?? first), 'm');
}

function click(robot: Robot, x: number, y: number, modifiers = 0): void {
  robot.mouse(modifiers, x + LEFT, y + TOP);
  robot.mouse(modifiers, x + LEFT, y + TOP, 'm');
}

function marked(robot: Robot): string {
  return robot.inverseText(TOP, 21);
}

async function copies(robot: Robot, text: string): Promise<void> {
  await robot.until(() => robot.clipboard === text, `${JSON.stringify(text)} in the clipboard`);
}

async function marks(robot: Robot, text: string): Promise<void> {
  await robot.until(() => marked(robot) === text, `${JSON.stringify(text)} to be marked`);
}

describe('a drag', () => {
  test('selects characters, copies them when it ends, and says so', async () => {
    const robot = await startWith(['one two three', 'four five six']);
    robot.mouse(0, LEFT + 4, TOP);
    robot.mouse(32, LEFT + 6, TOP);
    await marks(robot, 'two');
    robot.mouse(32, LEFT + 3, TOP + 1);
    await marks(robot, `two three${' '.repeat(85)}\nfour`);
    expect(robot.clipboard).toBeUndefined();
    robot.mouse(0, LEFT + 3, TOP + 1, 'm');
    await copies(robot, 'two three\nfour');
    await robot.see('Copied 2 lines (13 characters).');
  });

  test('goes backwards too, and takes wide characters whole', async () => {
    const robot = await startWith(['a漢字b']);
    drag(robot, [
      [4, 0],
      [2, 0],
    ]);
    await copies(robot, '漢字');
    await marks(robot, '漢字');
  });

  test('with Alt or Ctrl selects a block', async () => {
    const robot = await startWith(['abcdef', 'ghijkl', 'mnopqr']);
    for (const modifier of [ALT, CTRL]) {
      const cells = [
        [1, 0],
        [2 + (modifier >> 4), 2],
      ] as const;
      drag(robot, cells, modifier);
      await copies(robot, modifier === ALT ? 'bc\nhi\nno' : 'bcd\nhij\nnop');
    }
    await marks(robot, 'bcd\nhij\nnop');
  });

  test('joins what the width has cut, and leaves what is blank at the ends', async () => {
    const long = 'x'.repeat(98);
    const robot = await startWith([long, { text: 'tail   ', isWrapped: true }, 'next']);
    drag(robot, [
      [95, 0],
      [60, 1],
    ]);
    await copies(robot, 'xxxtail');
  });

  test('copies nothing where it covered nothing, and a click selects nothing', async () => {
    const robot = await startWith(['text']);
    drag(robot, [
      [20, 5],
      [30, 5],
    ]);
    click(robot, 1, 0);
    robot.press('x');
    await robot.until(() => robot.host.pane('auth').written === 'x', 'the key');
    await marks(robot, '');
    expect(robot.clipboard).toBeUndefined();
  });

  test('that began live leaves the pane live, marked until a key, a click or a change', async () => {
    const robot = await startWith(['one', 'two']);
    const select = async () => {
      drag(robot, [
        [0, 1],
        [2, 1],
      ]);
      await marks(robot, 'two');
    };
    await select();
    history(robot, 1);
    robot.host.print('auth', 'two', 'more');
    await robot.see('more');
    await marks(robot, 'two');
    robot.host.print('auth', 'TWO', 'more');
    await marks(robot, '');
    robot.host.print('auth', 'one', 'two');
    await robot.gone('more');
    await select();
    robot.press('x');
    await marks(robot, '');
    await robot.until(() => robot.host.pane('auth').written === 'x', 'the key');
    await select();
    click(robot, 10, 10);
    await marks(robot, '');
  });

  test('holds what is selected still while output goes on', async () => {
    const robot = await startWith(['one', 'two']);
    robot.mouse(0, LEFT, TOP + 1);
    robot.mouse(32, LEFT + 1, TOP + 1);
    await marks(robot, 'tw');
    robot.host.print('auth', 'quite', 'other');
    history(robot, 5);
    robot.host.print('auth', 'quite', 'other');
    robot.mouse(32, LEFT + 2, TOP + 1);
    await marks(robot, 'two');
    robot.mouse(0, LEFT + 2, TOP + 1, 'm');
    await copies(robot, 'two');
    await robot.see('quite', 'other');
    await marks(robot, '');
  });

  test('beyond an edge scrolls, also by the wheel, and goes on selecting', async () => {
    const robot = await startWith(['newest']);
    history(robot, 200);
    robot.host.print('auth', 'newest');
    await robot.see('newest');
    robot.mouse(0, LEFT + 2, TOP);
    robot.mouse(32, LEFT, TOP - 1);
    await robot.see('old 195');
    robot.mouse(32, LEFT, TOP - 2);
    await robot.see('old 180');
    robot.mouse(32, LEFT, TOP);
    robot.mouse(WHEEL_UP, LEFT, TOP);
    robot.mouse(0, LEFT, TOP, 'm');
    await robot.until(() => robot.clipboard !== undefined, 'the copy');
    const lines = robot.clipboard?.split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.slice(-2)).toEqual(['old 199', 'new']);
    expect(lines[0]).toMatch(/^old 1\d\d$/);
    const after = await robot.see(lines[0] ?? '', 'scroll [');
    robot.press('escape');
    await robot.see('newest');
    expect(after).not.toContain('newest');
  });

  test('is not ended by another button', async () => {
    const robot = await startWith(['one two']);
    robot.mouse(0, LEFT, TOP);
    robot.mouse(32, LEFT + 2, TOP);
    robot.mouse(2, LEFT + 2, TOP);
    robot.mouse(2, LEFT + 2, TOP, 'm');
    robot.mouse(32, LEFT + 6, TOP);
    await marks(robot, 'one two');
    expect(robot.clipboard).toBeUndefined();
    robot.mouse(0, LEFT + 6, TOP, 'm');
    await copies(robot, 'one two');
  });

  test('ends where its pane goes, and a lost release is made up for', async () => {
    const robot = await startWith(['one two']);
    robot.sessions.open({ id: 'docs', agent: { kind: 'shell', command: [] } });
    await robot.see('2 docs');
    history(robot, 50);
    robot.host.print('auth', 'one two');
    robot.mouse(0, LEFT, TOP);
    robot.mouse(32, LEFT, TOP - 1);
    await robot.see('old 045');
    robot.host.remove('auth');
    await robot.see('1 docs');
    robot.host.print('docs', 'three four');
    await robot.see('three four');
    click(robot, 1, 0);
    drag(robot, [
      [0, 0],
      [4, 0],
    ]);
    await copies(robot, 'three');
    robot.mouse(0, LEFT + 6, TOP);
    robot.mouse(32, LEFT + 7, TOP);
    await marks(robot, 'fo');
    drag(robot, [
      [6, 0],
      [9, 0],
    ]);
    await copies(robot, 'four');
  });

  test('is given up when a dialog opens', async () => {
    const robot = await startWith(['one two']);
    robot.mouse(0, LEFT, TOP);
    robot.mouse(32, LEFT + 2, TOP);
    await marks(robot, 'one');
    robot.press('ctrl-b', '?');
    await robot.see('Keys');
    robot.mouse(0, LEFT + 2, TOP, 'm');
    robot.press('escape');
    await robot.gone('Keys');
    await marks(robot, '');
    expect(robot.clipboard).toBeUndefined();
  });

  test('waits for a key where selecting does not copy', async () => {
    const terminal = { ...TEST_CONFIG.terminal, copyOnSelect: false };
    const robot = await startWith(['one two'], { config: { ...TEST_CONFIG, terminal } });
    drag(robot, [
      [4, 0],
      [6, 0],
    ]);
    await robot.see('COPY');
    expect(robot.clipboard).toBeUndefined();
    robot.press('y');
    await copies(robot, 'two');
    await robot.gone('COPY');
  });
});

describe('clicks', () => {
  test('twice select a word or a path, three times the whole line', async () => {
    const long = `${'y'.repeat(94)} end`;
    const robot = await startWith([
      'see src/tui/app.ts:12, or',
      long,
      { text: 'of it', isWrapped: true },
    ]);
    click(robot, 8, 0);
    click(robot, 8, 0);
    await copies(robot, 'src/tui/app.ts:12');
    await marks(robot, 'src/tui/app.ts:12');
    click(robot, 3, 2);
    click(robot, 3, 2);
    await copies(robot, 'it');
    for (let count = 0; count < 3; count++) click(robot, 4, 2);
    await copies(robot, `${long}of it`);
  });

  test('twice and a drag select by words', async () => {
    const robot = await startWith(['one two three four']);
    click(robot, 5, 0);
    drag(robot, [
      [5, 0],
      [9, 0],
    ]);
    await copies(robot, 'two three');
  });

  test('with Shift draw the selection to where they are', async () => {
    const robot = await startWith(['one two three', 'four five']);
    drag(robot, [
      [4, 0],
      [6, 0],
    ]);
    await copies(robot, 'two');
    click(robot, 3, 1, SHIFT);
    await copies(robot, 'two three\nfour');
    drag(
      robot,
      [
        [0, 0],
        [2, 0],
      ],
      SHIFT,
    );
    await copies(robot, 'one');
  });

  test('in copy mode move its cursor', async () => {
    const robot = await startWith(['one two three']);
    robot.press('ctrl-b', '[');
    await robot.see('COPY');
    click(robot, 4, 0);
    robot.press('v', 'e', 'y');
    await copies(robot, 'two');
  });
});

describe('a program with the mouse', () => {
  test('leaves it to qtui while Shift is held', async () => {
    const robot = await startWith(['one two'], { modes: TRACKED });
    drag(
      robot,
      [
        [4, 0],
        [6, 0],
      ],
      SHIFT,
    );
    await copies(robot, 'two');
    click(robot, 5, 0, SHIFT);
    click(robot, 5, 0, SHIFT);
    await copies(robot, 'two');
    click(robot, 0, 3);
    await robot.until(
      () => robot.host.pane('auth').written === '\x1b[<0;1;4M\x1b[<0;1;4m',
      'only the plain click',
    );
  });
});

describe('links', () => {
  const wrapped = [
    `${'-'.repeat(80)} https://example.o`,
    { text: 'rg/a_(b)/c?d=1). Then', isWrapped: true },
  ];

  function opener() {
    const opened: string[] = [];
    const links = { hostName: 'here', open: async (address: string) => void opened.push(address) };
    return { opened, links };
  }

  test('are opened by a click with Ctrl, however they are cut, after telling which', async () => {
    const { opened, links } = opener();
    const robot = await startWith(wrapped, { links });
    click(robot, 3, 1, CTRL);
    await robot.see('Opening https://example.org/a_(b)/c?d=1');
    click(robot, 90, 0, CTRL);
    await robot.until(() => opened.length === 2, 'the link');
    expect(new Set(opened)).toEqual(new Set(['https://example.org/a_(b)/c?d=1']));
    click(robot, 3, 0, CTRL);
    await robot.see('There is no link there.');
    expect(opened).toHaveLength(2);
    expect(robot.clipboard).toBeUndefined();
  });

  test('begin above the screen', async () => {
    const { opened, links } = opener();
    const robot = await startWith([], { links });
    robot.host.pane('auth').history.push('old', wrapped[0] ?? '');
    robot.host.print('auth', wrapped[1] ?? '', 'again');
    await robot.see('again');
    click(robot, 3, 0, CTRL);
    await robot.until(() => opened.length === 1, 'the link');
    expect(opened).toEqual(['https://example.org/a_(b)/c?d=1']);
  });

  test('have the target that the program gave them', async () => {
    const { opened, links } = opener();
    const lines = [
      { text: 'docs', link: 'https://example.org/docs' },
      { text: 'file', link: 'file://here/tmp/a' },
      { text: 'evil', link: 'javascript:alert(1)' },
      { text: 'theirs', link: 'file://there/tmp/a' },
    ];
    const robot = await startWith(lines, { links });
    click(robot, 1, 0, CTRL);
    await robot.see('Opening https://example.org/docs');
    click(robot, 1, 1, CTRL);
    await robot.see('Opening file:///tmp/a');
    click(robot, 1, 2, CTRL);
    await robot.see('Copied javascript:alert(1) (only web, mail and local file links are opened).');
    await copies(robot, 'javascript:alert(1)');
    click(robot, 1, 3, CTRL);
    await copies(robot, 'file://there/tmp/a');
    expect(opened).toEqual(['https://example.org/docs', 'file:///tmp/a']);
  });

  test('are copied where nothing opens them, and failures are told', async () => {
    const robot = await startWith(['https://example.org']);
    click(robot, 3, 0, CTRL);
    await robot.see('Copied https://example.org (no program opens links here).');
    await copies(robot, 'https://example.org');
    const open = async () => {
      throw new QtuiError('link-failed', '"nothing" could not be started.');
    };
    const other = await startWith(['https://example.org'], { links: { hostName: 'here', open } });
    click(other, 3, 0, CTRL);
    await other.see('"nothing" could not be started.');
  });

  test('under a program with the mouse are its own, and ours with Shift', async () => {
    const { opened, links } = opener();
    const robot = await startWith(['https://example.org'], { links, modes: TRACKED });
    click(robot, 3, 0, CTRL);
    const told = '\x1b[<16;4;1M\x1b[<16;4;1m';
    await robot.until(() => robot.host.pane('auth').written === told, 'the click');
    click(robot, 3, 0, CTRL + SHIFT);
    await robot.until(() => opened.length === 1, 'the link');
    expect(robot.host.pane('auth').written).toBe(told);
  });
});
