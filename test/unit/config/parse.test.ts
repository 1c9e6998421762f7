import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { layer } from '../../../src/config/layer.js';
import { parseSettings } from '../../../src/config/parse.js';
import { QtuiError } from '../../../src/core/errors.js';

const parseUserSettings = (source: string, file: string) => parseSettings(source, file, 'user');
const parseProjectSettings = (source: string, file: string) =>
  parseSettings(source, file, 'project');

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'invalid-config') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const user = (source: string) => messageOf(() => parseUserSettings(source, 'config.toml'));
const project = (source: string) => messageOf(() => parseProjectSettings(source, 'p.toml'));

describe('layers', () => {
  test('empty files give the defaults', () => {
    expect(layer({}, {})).toEqual(DEFAULT_CONFIG);
  });

  test('the project wins over the user, the user over the defaults', () => {
    const mine = parseUserSettings(
      '[merge]\nstrategy = "squash"\ntarget = "dev"\n[terminal]\nmouse = false\nsave-scrollback = false\n[backups]\nkeep-days = 7\n',
      'u',
    );
    const theirs = parseProjectSettings('[merge]\nstrategy = "ff-only"\n', 'p');
    const config = layer(mine, theirs);
    expect(config.merge).toEqual({
      ...{ suggestMessage: false, syntax: {} },
      strategy: 'ff-only',
      target: 'dev',
      check: [],
      checkMinutes: 30,
      trailers: [],
      speculate: true,
      speculateCheck: false,
    });
    expect(config.terminal.mouse).toBe(false);
    expect(config.terminal.saveScrollback).toBe(false);
    expect(config.terminal.scrollback).toBe(10_000);
    expect(config.backups).toEqual({ keepDays: 7, keepCount: 50 });
    expect(config.keys).toEqual(DEFAULT_CONFIG.keys);
  });

  test('commands are lists, and those of a project stay apart with its file', () => {
    const mine = parseUserSettings('[worktrees]\nsetup = ["direnv", "allow"]\n', 'u');
    const theirs = parseProjectSettings(
      '[worktrees]\nsetup = ["npm", "ci"]\n[merge]\ncheck = []\n',
      'p',
    );
    const file = { path: '/r/.qtui/config.toml', root: '/r', hash: 'abc' };
    const config = layer(mine, theirs, file);
    expect(config.worktrees.setup).toEqual(['direnv', 'allow']);
    expect(config.project).toEqual({ file, commands: { setup: ['npm', 'ci'], check: [] } });
    const own = parseUserSettings('[merge.syntax]\nrb = ["ruby", "-c"]\n', 'u');
    const parsers = parseProjectSettings('[merge.syntax]\npy = ["check", "{file}"]\n', 'p');
    const { merge, project } = layer(own, parsers, file);
    expect([merge.syntax, project?.syntax]).toEqual([
      { rb: ['ruby', '-c'] },
      { py: ['check', '{file}'] },
    ]);
    expect(layer(mine, {}, file).project).toEqual({ file, commands: {} });
    expect(layer(mine, {})).not.toHaveProperty('project');
  });

  test.each(['"npm ci"', '[""]', '[1]', '["a\\u0000b"]'])('%s is no command', (value) => {
    expect(() => parseProjectSettings(`[worktrees]\nsetup = ${value}\n`, 'p.toml')).toThrow(
      /p\.toml:2: worktrees\.setup/,
    );
  });

  test('the mouse copies, and links go to the desktop, unless said otherwise', () => {
    expect(layer({}, {}).terminal).toMatchObject({ copyOnSelect: true });
    expect(layer({}, {}).terminal).not.toHaveProperty('openCommand');
    const mine = parseUserSettings(
      '[terminal]\ncopy-on-select = false\nopen-command = ["firefox", "--new-tab"]\n',
      'u',
    );
    expect(layer(mine, {}).terminal).toMatchObject({
      copyOnSelect: false,
      openCommand: ['firefox', '--new-tab'],
    });
    const none = parseUserSettings('[terminal]\nopen-command = []\n', 'u');
    expect(layer(none, {}).terminal.openCommand).toEqual([]);
  });

  test('an agent needs only its programs', () => {
    const mine = parseUserSettings('[agents.manifests.mine]\nprograms = ["my-agent"]\n', 'u');
    expect(layer(mine, {}).agents.manifests['mine']).toEqual({
      kind: 'mine',
      label: 'mine',
      programs: ['my-agent'],
      args: [],
      prompt: { how: 'none' },
      markers: {},
    });
  });

  test('newlines and pastes are the person’s to set', () => {
    const mine = parseUserSettings(
      '[agents.newlines]\nclaude = "\\n"\naider = ""\n[terminal]\npaste-newlines = "allow"\n',
      'u',
    );
    const config = layer(mine, {});
    expect(config.agents.newlines).toEqual({ claude: '\n', aider: '' });
    expect(config.terminal.pasteNewlines).toBe('allow');
    expect(project('[terminal]\npaste-newlines = "allow"\n')).toContain('only be set in your own');
    expect(user('[terminal]\npaste-newlines = "never"\n')).toContain('"ask", "allow"');
  });

  test('prompt-args make the first prompt an argument', () => {
    const mine = parseUserSettings(
      '[agents.manifests.mine]\nprograms = ["a"]\nprompt-args = ["-p", "{prompt}"]\n' +
        '[agents.manifests.mine.markers.busy]\ntitle = ["^\\\\* "]\n',
      'u',
    );
    const manifest = layer(mine, {}).agents.manifests['mine'];
    expect(manifest?.prompt).toEqual({ how: 'argument', args: ['-p', '{prompt}'] });
    expect(manifest?.markers).toEqual({ busy: { title: ['^\\* '] } });
  });
});

describe('what is refused', () => {
  test('broken TOML, with line and column', () => {
    expect(user('[keys]\nleader = \n')).toMatch(/^config\.toml:2:\d+: /);
  });

  test('an unknown setting, with its line and the nearest name', () => {
    expect(user('[keys]\nmerge = "ctrl-g"\nlaeder = "ctrl-a"\n')).toBe(
      'config.toml:3: keys.laeder is no setting; did you mean "leader"?',
    );
  });

  test('an unknown setting near nothing, with the names there are', () => {
    expect(user('[keys]\nzzz = 1\n')).toContain('known here: leader, new-session, merge');
  });

  test('an unknown key of an agent', () => {
    expect(user('[agents.manifests.x]\nprograms = ["x"]\nprogarms = ["y"]\n')).toBe(
      'config.toml:3: agents.manifests.x.progarms is no setting; did you mean "programs"?',
    );
  });

  test.each([
    ['[terminal]\nscrollback = -1\n', 'terminal.scrollback must be 0 or more'],
    ['[backups]\nkeep-days = 0\n', 'backups.keep-days must be 1 or more'],
    ['[backups]\nkeep-count = 1e9\n', 'backups.keep-count must be at most 10000 backups'],
    ['[terminal]\nscrollback = "many"\n', 'terminal.scrollback must be a whole number'],
    ['[terminal]\nmouse = 1\n', 'terminal.mouse must be true or false'],
    ['[terminal]\nunicode = "no"\n', 'terminal.unicode must be true, false or "auto"'],
    ['[merge]\nstrategy = "octopus"\n', 'must be one of "merge", "squash", "ff-only", "rebase"'],
    ['[worktrees]\npath = "/all"\n', 'must contain {name}'],
    ['[keys]\nleader = "strg-b"\n', 'is no key'],
    ['[keys]\nmerge = "enter"\n', 'would take away a key that programs need'],
    ['[keys]\nleader = "ctrl-i"\n', 'would take away a key that programs need'],
    ['keys = 3\n', 'keys must be a table'],
    ['[[keys]]\nleader = "f5"\n', 'config.toml:1: keys must be a table: write [keys] once'],
    [
      '[keys]\nmerge = "f5"\n\nmerge = "f6"\n',
      'config.toml:4: keys.merge is set on line 2 already',
    ],
    ['[keys]\n[merge]\n["keys"]\n', 'config.toml:3: [keys] begins on line 1 already'],
    ['[agents.manifests.x]\n', 'config.toml:1: agents.manifests.x.programs is not set; it must be'],
    ['[agents.manifests.x.markers.bsy]\n', 'is no setting; did you mean "busy"?'],
    [
      'terminal = { bell = "mark",\n mouse = 3 }\n',
      'config.toml:2: terminal.mouse must be true or',
    ],
    ['[terminal]\ncopy-command = ["a",\n 3]\n', 'config.toml:2: terminal.copy-command.1 must be'],
    ['"a\\u001b[2J" = 1\n', 'config.toml:1: "a\\u001b[2J" is no setting'],
    ['[agents.manifests.x]\nprograms = []\n', 'must name at least one program'],
    [
      '[agents.manifests.x]\nprograms = ["x"]\n[agents.manifests.x.markers.busy]\nscreen = ["("]\n',
      'no valid regular expression',
    ],
  ])('%j', (source, words) => {
    expect(user(source)).toContain(words);
  });

  test('every mistake is named at once', () => {
    expect(user('[keys]\nleader = 1\n[merge]\nstrategy = 2\n').split('\n')).toHaveLength(2);
  });

  test('of many mistakes the first ones are named', () => {
    const lines = user(Array.from({ length: 14 }, (_, index) => `x${index} = 1\n`).join('')).split(
      '\n',
    );
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('and 4 more');
  });

  test('settings of the person in a repository’s file', () => {
    expect(project('[agents]\ndefault = "x"\n')).toContain(
      "agents can only be set in your own settings, not in a repository's",
    );
    expect(project('[worktrees]\npath = "/etc/{name}"\n')).toContain('only be set in your own');
  });
});
