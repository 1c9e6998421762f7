import type { Layout, LayoutNode } from '../../src/tui/model/layout.js';
import { toDocument } from '../../src/tui/model/layout-document.js';
import { mixedSteps } from '../support/streams/screens.js';
import type { Choices } from '../support/streams/stream.js';
import { anyText } from '../support/streams/text.js';
import type { Fuzzer, FuzzPane } from './fuzzer.js';

interface Step {
  readonly name: string;
  /** How often it is chosen among the others. */
  readonly weight: number;
  run(fuzzer: Fuzzer, choices: Choices): Promise<void>;
}

function anyPane({ panes }: Fuzzer, choices: Choices): FuzzPane | undefined {
  return panes.length === 0 ? undefined : choices.pick(panes);
}

function print(fuzzer: Fuzzer, choices: Choices): void {
  const pane = anyPane(fuzzer, choices);
  if (!pane) return;
  for (const text of mixedSteps(choices, choices.between(1, 3))) fuzzer.print(pane, text);
}

function anyLayout(fuzzer: Fuzzer, choices: Choices): Layout {
  const left = fuzzer.panes.map(({ id }) => id);
  const tabs: Layout['tabs'][number][] = [];
  for (let id = 1; left.length > 0; id++) {
    const panes = left.splice(0, choices.between(1, 4));
    const root = anyTree(panes, choices);
    tabs.push({ id, root, focus: choices.pick(panes), zoomed: false });
  }
  return { tabs, hidden: [], activeTab: tabs[0]?.id };
}

function anyTree(panes: readonly string[], choices: Choices): LayoutNode {
  const [first] = panes;
  if (panes.length === 1 && first !== undefined) return { kind: 'pane', paneId: first };
  const cut = choices.between(1, panes.length - 1);
  const weight = () => choices.between(1, 5);
  return {
    kind: 'split',
    direction: choices.pick(['row', 'column'] as const),
    children: [
      { weight: weight(), node: anyTree(panes.slice(0, cut), choices) },
      { weight: weight(), node: anyTree(panes.slice(cut), choices) },
    ],
  };
}

/** Does something that may change the sizes of panes, with no output under way. */
async function act(fuzzer: Fuzzer, what: () => unknown): Promise<void> {
  await fuzzer.drain();
  await what();
  await fuzzer.settle();
}

async function resize(fuzzer: Fuzzer, choices: Choices): Promise<void> {
  const size = choices.pick([
    { cols: choices.between(40, 140), rows: choices.between(10, 45) },
    { cols: fuzzer.size.cols + choices.between(-3, 3), rows: fuzzer.size.rows },
    { cols: choices.between(41, 60), rows: choices.between(10, 14) },
  ]);
  await act(fuzzer, () => {
    fuzzer.size = { cols: Math.max(40, size.cols), rows: Math.max(10, size.rows) };
    fuzzer.robot.resize(fuzzer.size.cols, fuzzer.size.rows);
  });
}

const STEPS: readonly Step[] = [
  {
    name: 'output',
    weight: 10,
    run: async (fuzzer, choices) => print(fuzzer, choices),
  },
  {
    name: 'output in every pane',
    weight: 3,
    async run(fuzzer, choices) {
      for (const pane of fuzzer.panes) fuzzer.print(pane, mixedSteps(choices, 1).join(''));
    },
  },
  { name: 'resize', weight: 4, run: resize },
  {
    name: 'layout of another client',
    weight: 3,
    run: (fuzzer, choices) =>
      act(fuzzer, () =>
        fuzzer.control.setLayout(
          toDocument(anyLayout(fuzzer, choices)),
          fuzzer.control.layout.revision,
        ),
      ),
  },
  {
    name: 'layout key',
    weight: 6,
    run: (fuzzer, choices) =>
      act(fuzzer, () => {
        const key = choices.pick(['z', '{', '}', '!', 'n', 'p', '1', '2', 'left', 'up', 'right']);
        fuzzer.robot.press('ctrl-b', key);
      }),
  },
  {
    name: 'dialog',
    weight: 4,
    async run(fuzzer, choices) {
      const { robot } = fuzzer;
      const [key, title] = choices.pick([
        ['?', 'Keys'],
        [':', 'Palette'],
        ['s', 'Sessions'],
        ['c', 'creates'],
      ] as const);
      await act(fuzzer, () => robot.press('ctrl-b', key));
      await robot.see(title);
      for (let turn = choices.below(4); turn > 0; turn--) {
        print(fuzzer, choices);
        if (choices.chance(0.3)) await resize(fuzzer, choices);
        if (choices.chance(0.3)) robot.press('down');
        else if (key !== '?' && choices.chance(0.4)) robot.send(anyText(choices, 3));
        await fuzzer.check(`over the dialog ${title}`, { dialog: true });
      }
      await act(fuzzer, () => robot.press('escape', 'escape'));
      await robot.gone(title);
    },
  },
  {
    name: 'scrollback',
    weight: 3,
    async run(fuzzer, choices) {
      const { robot } = fuzzer;
      await act(fuzzer, () => robot.press('ctrl-b', '['));
      for (let turn = choices.below(4); turn > 0; turn--) {
        await act(fuzzer, () => robot.press(choices.pick(['up', 'pageup', 'pagedown', 'down'])));
        print(fuzzer, choices);
        await fuzzer.check('in the scrollback', { dialog: true });
      }
      await act(fuzzer, () => robot.press('escape', 'escape'));
    },
  },
  {
    name: 'mouse',
    weight: 2,
    run: (fuzzer, choices) =>
      act(fuzzer, () => {
        const x = choices.below(fuzzer.size.cols);
        fuzzer.robot.click(x, choices.between(1, fuzzer.size.rows - 2));
      }),
  },
  {
    name: 'focus of the window',
    weight: 1,
    run: (fuzzer) => act(fuzzer, () => fuzzer.robot.send('\x1b[O\x1b[I')),
  },
  {
    name: 'repaint',
    weight: 1,
    run: (fuzzer) => act(fuzzer, () => fuzzer.robot.press('ctrl-b', 'r')),
  },
  {
    name: 'a slow terminal',
    weight: 2,
    async run(fuzzer, choices) {
      fuzzer.robot.holdOutput(true);
      for (let turn = choices.between(1, 4); turn > 0; turn--) {
        print(fuzzer, choices);
        await fuzzer.settle();
      }
      fuzzer.robot.holdOutput(false);
    },
  },
  {
    name: 'new pane',
    weight: 1,
    async run(fuzzer) {
      if (fuzzer.panes.length < 6) await act(fuzzer, () => fuzzer.openPane());
    },
  },
  {
    name: 'pane closed',
    weight: 1,
    async run(fuzzer, choices) {
      const pane = anyPane(fuzzer, choices);
      if (pane && fuzzer.panes.length > 1) await act(fuzzer, () => fuzzer.closePane(pane));
    },
  },
  {
    name: 'detach and attach',
    weight: 1,
    run: (fuzzer) => act(fuzzer, () => fuzzer.reattach()),
  },
];

const TOTAL = STEPS.reduce((sum, { weight }) => sum + weight, 0);

export function chooseStep(choices: Choices): Step {
  let left = choices.below(TOTAL);
  for (const step of STEPS) {
    left -= step.weight;
    if (left < 0) return step;
  }
  return STEPS[0] as Step;
}
