import type { Config } from '../../core/config.js';
import { amount, choice, command, flag, flagOrAuto } from './kinds.js';
import type { SettingsOf } from './node.js';

export const TERMINAL = {
  scrollback: {
    kind: 'setting',
    type: amount(0, 1_000_000, 'lines'),
    restart: 'host',
    summary: 'lines of history a pane keeps; 10,000 of 200 columns take 3 MB',
  },
  'save-scrollback': {
    kind: 'setting',
    type: flag(),
    restart: 'host',
    summary: 'whether what panes show is kept on disk, to be there again after a restart',
    see: 'terminal.md#scrollback',
  },
  color: {
    kind: 'setting',
    type: choice(['auto', 'truecolor', '256', '16', 'none']),
    summary:
      'colours that are used: "truecolor", "256", "16", "none", or "auto" for what the terminal can show',
  },
  unicode: {
    kind: 'setting',
    type: flagOrAuto(),
    summary:
      'whether qtui draws with more than ASCII: true, false, or "auto" for what the locale says',
  },
  mouse: { kind: 'setting', type: flag(), summary: 'whether qtui uses the mouse' },
  'copy-on-select': {
    kind: 'setting',
    type: flag(),
    summary: 'whether what the mouse has selected is copied when the button goes up',
  },
  'open-command': {
    kind: 'setting',
    type: command(),
    isCommand: true,
    summary: 'program with its arguments that opens a link; [] for none: links are copied',
    otherwise: 'the desktop’s',
    example: ['firefox', '--new-tab'],
  },
  bell: {
    kind: 'setting',
    type: choice(['mark', 'forward']),
    summary: '"mark": a bell marks the tab only; "forward": it rings your terminal too',
  },
  notifications: {
    kind: 'setting',
    type: choice(['off', 'show', 'forward']),
    summary:
      'of programs: "off", "show": a line in the status bar; "forward": your terminal’s own too, where it has them',
  },
  'clipboard-read': {
    kind: 'setting',
    type: choice(['ask', 'deny']),
    summary: 'what a program that asks for the clipboard gets: "ask" you first, or "deny"',
  },
  'copy-command': {
    kind: 'setting',
    type: command(),
    isCommand: true,
    summary: 'program with its arguments that gets what is copied on its stdin, beside OSC 52',
  },
  'paste-command': {
    kind: 'setting',
    type: command(),
    isCommand: true,
    summary: 'program with its arguments that prints the clipboard',
  },
  'paste-newlines': {
    kind: 'setting',
    type: choice(['ask', 'allow']),
    summary:
      'a paste with line breaks into a program that takes each for Enter: "ask" first, or "allow"',
  },
} satisfies SettingsOf<Config['terminal']>;
