import { describe, expect, test } from '@jest/globals';
import { detectFeatures, type TerminalFeatures } from '../../../../src/tui/terminal/features.js';

type Env = Record<string, string>;
const NOTHING = { underlineStyles: false, notifications: undefined, progress: false };
const STYLED = { ...NOTHING, underlineStyles: true };

describe('detectFeatures', () => {
  test.each<[string, Env, string | undefined, Partial<TerminalFeatures>]>([
    ['an unknown terminal', { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, undefined, NOTHING],
    ['kitty', { TERM: 'xterm-kitty' }, undefined, { ...STYLED, notifications: 'osc-99' }],
    [
      'kitty that knows progress',
      { TERM: 'xterm-kitty' },
      'kitty(0.42.1)',
      { ...STYLED, notifications: 'osc-99', progress: true },
    ],
    ['an old kitty by ssh', { TERM: 'xterm-256color' }, 'kitty(0.26.5)', { progress: false }],
    [
      'ghostty',
      { TERM: 'xterm-ghostty' },
      undefined,
      { underlineStyles: true, notifications: 'osc-777', progress: true },
    ],
    ['foot', { TERM: 'foot' }, 'foot(1.16.2)', { ...STYLED, notifications: 'osc-777' }],
    [
      'iTerm2',
      { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.14' },
      undefined,
      { ...STYLED, notifications: 'osc-9' },
    ],
    ['a newer iTerm2', { TERM_PROGRAM: 'iTerm.app' }, 'iTerm2 3.6.6', { progress: true }],
    [
      'WezTerm',
      { TERM_PROGRAM: 'WezTerm' },
      'WezTerm 20240203-110809-5046fc22',
      { ...STYLED, notifications: 'osc-777' },
    ],
    ['VS Code', { TERM_PROGRAM: 'vscode' }, 'xterm.js(6.1.0)', { ...STYLED, progress: true }],
    ['xterm.js elsewhere', { TERM: 'xterm-256color' }, 'xterm.js(6.1.0)', STYLED],
    ['VTE', { VTE_VERSION: '7003' }, undefined, { underlineStyles: true, progress: true }],
    ['an old VTE', { VTE_VERSION: '4602' }, undefined, { underlineStyles: false }],
    ['Konsole', { KONSOLE_VERSION: '221203' }, 'Konsole 22.12.3', NOTHING],
    ['a newer Konsole', {}, 'Konsole 25.04.1', { progress: true }],
    ['Windows Terminal', { WT_SESSION: 'x' }, undefined, { ...STYLED, progress: true }],
    ['Terminal.app', { TERM_PROGRAM: 'Apple_Terminal' }, undefined, NOTHING],
    ['xterm', { TERM: 'xterm' }, 'XTerm(379)', NOTHING],
    [
      'tmux in kitty',
      { TERM: 'tmux-256color', TMUX: 'x', KITTY_WINDOW_ID: '1' },
      'tmux 3.5',
      STYLED,
    ],
    ['screen in kitty', { TERM: 'screen', STY: 'x', KITTY_WINDOW_ID: '1' }, undefined, NOTHING],
    ['the linux console', { TERM: 'linux' }, undefined, NOTHING],
  ])('%s', (_, env, name, features) => {
    expect(detectFeatures(env, { name, speaksKitty: false })).toMatchObject(features);
  });

  test.each<[string, Env, string | undefined, TerminalFeatures['color']]>([
    ['xterm', { TERM: 'xterm', XTERM_VERSION: 'XTerm(379)' }, undefined, 'truecolor'],
    ['xterm by ssh', { TERM: 'xterm' }, 'XTerm(379)', 'truecolor'],
    ['kitty', { TERM: 'xterm-kitty' }, undefined, 'truecolor'],
    ['alacritty', { TERM: 'alacritty' }, undefined, 'truecolor'],
    ['iTerm2', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, undefined, 'truecolor'],
    ['WezTerm by ssh', { TERM: 'xterm-256color' }, 'WezTerm 20240203-110809', 'truecolor'],
    ['Windows Terminal', { TERM: 'xterm-256color', WT_SESSION: 'x' }, undefined, 'truecolor'],
    ['Terminal.app', { TERM_PROGRAM: 'Apple_Terminal' }, undefined, '256'],
    ['tmux in xterm', { TERM: 'screen', TMUX: 'x', XTERM_VERSION: 'XTerm(379)' }, undefined, '256'],
    ['screen in xterm', { TERM: 'screen', STY: 'x', XTERM_VERSION: 'XTerm' }, undefined, undefined],
    ['an unknown terminal', { TERM: 'xterm-256color' }, undefined, undefined],
  ])('the colours of %s', (_, env, name, color) => {
    expect(detectFeatures(env, { name, speaksKitty: false }).color).toBe(color);
  });

  test('who has the kitty keyboard has underline styles', () => {
    expect(detectFeatures({ TERM: 'xterm-256color' }, { speaksKitty: true })).toMatchObject(STYLED);
  });
});
