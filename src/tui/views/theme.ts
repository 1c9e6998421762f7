/** How roles look. Without colour the attributes alone tell them apart. */
import type { ColorDepth } from '../../core/config.js';
import {
  COLOR_DEFAULT,
  COLOR_PALETTE,
  type Color,
  DEFAULT_STYLE,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_INVERSE,
  type Style,
  UNDERLINE_SHIFT,
} from '../../core/frame.js';
import type { Role } from './line.js';

const UNDERLINED = 1 << UNDERLINE_SHIFT;
const [BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN] = [0, 1, 2, 3, 4, 5, 6];

interface Look {
  /** Index of the 16 colours every terminal has, so that the person's own palette applies. */
  foreground?: number;
  background?: number;
  flags?: number;
  /** Flags beside the colours, which without them would say nothing. */
  colorFlags?: number;
  /** Flags in place of the colours where there are none. */
  plainFlags?: number;
}

const LOOKS: Readonly<Record<Role, Look>> = {
  normal: {},
  muted: { flags: STYLE_DIM },
  strong: { flags: STYLE_BOLD },
  title: { flags: STYLE_BOLD },
  key: { foreground: CYAN, flags: STYLE_BOLD },
  accent: { foreground: CYAN },
  // Yellow letters cannot be read on white, nor bold black ones where bold is bright.
  waiting: { foreground: BLACK, background: YELLOW, plainFlags: STYLE_BOLD },
  busy: { foreground: GREEN },
  done: { foreground: GREEN },
  error: { foreground: RED, flags: STYLE_BOLD },
  warning: { foreground: YELLOW },
  added: { foreground: GREEN },
  removed: { foreground: RED },
  // The hue tells what happened to a line, the weight what its words are.
  'added-word': { foreground: GREEN, colorFlags: STYLE_INVERSE, plainFlags: UNDERLINED },
  'removed-word': { foreground: RED, colorFlags: STYLE_INVERSE, plainFlags: UNDERLINED },
  'added-keyword': { foreground: GREEN, colorFlags: STYLE_BOLD },
  'removed-keyword': { foreground: RED, colorFlags: STYLE_BOLD },
  'added-comment': { foreground: GREEN, colorFlags: STYLE_DIM },
  'removed-comment': { foreground: RED, colorFlags: STYLE_DIM },
  'code-keyword': { foreground: MAGENTA },
  'code-comment': { colorFlags: STYLE_DIM },
  'code-value': { foreground: CYAN },
  bar: { flags: STYLE_INVERSE },
  'bar-muted': { flags: STYLE_INVERSE },
  'bar-strong': { flags: STYLE_INVERSE | STYLE_BOLD },
  'bar-waiting': { foreground: YELLOW, flags: STYLE_INVERSE | STYLE_BOLD },
  'bar-error': { foreground: RED, flags: STYLE_INVERSE | STYLE_BOLD },
  'bar-temporary': {
    foreground: MAGENTA,
    flags: STYLE_INVERSE | STYLE_BOLD,
    plainFlags: UNDERLINED,
  },
  'tab-active': { flags: STYLE_BOLD },
  border: { flags: STYLE_DIM },
  'border-focused': { foreground: GREEN, plainFlags: STYLE_BOLD },
  field: { flags: UNDERLINED },
  'field-focused': { flags: UNDERLINED | STYLE_BOLD },
  selected: { flags: STYLE_INVERSE },
  button: { flags: STYLE_DIM },
  'button-focused': { flags: STYLE_INVERSE | STYLE_BOLD },
  outside: { foreground: BLUE, flags: STYLE_DIM },
  selection: { flags: STYLE_INVERSE },
  match: { foreground: BLACK, background: YELLOW, plainFlags: STYLE_BOLD | UNDERLINED },
  'match-current': {
    foreground: BLACK,
    background: MAGENTA,
    plainFlags: STYLE_BOLD | STYLE_INVERSE | UNDERLINED,
  },
};

function color(index: number | undefined, hasColor: boolean): Color {
  return index === undefined || !hasColor ? COLOR_DEFAULT : COLOR_PALETTE | index;
}

/** The cell style of a role on a terminal of this colour depth. */
export function styleOf(role: Role, depth: ColorDepth): Style {
  const look = LOOKS[role];
  const hasColor = depth !== 'none';
  return {
    ...DEFAULT_STYLE,
    foreground: color(look.foreground, hasColor),
    background: color(look.background, hasColor),
    flags: (look.flags ?? 0) | ((hasColor ? look.colorFlags : look.plainFlags) ?? 0),
  };
}
