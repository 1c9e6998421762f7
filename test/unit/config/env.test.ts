import { expect, test } from '@jest/globals';
import { paneEnvironment } from '../../../src/config/env.js';

test('a pane sees nothing of the outer terminal, of git hooks or of npm', () => {
  const kept = paneEnvironment({
    TMUX: '/tmp/tmux-0/default,1,0',
    TMUX_PANE: '%1',
    KITTY_WINDOW_ID: '1',
    WT_SESSION: 'x',
    VTE_VERSION: '7000',
    TERM_PROGRAM: 'vscode',
    TERM_PROGRAM_VERSION: '1',
    VSCODE_GIT_IPC_HANDLE: '/run/vscode-git.sock',
    ZELLIJ: '0',
    ZELLIJ_SESSION_NAME: 'outer',
    STY: '1.pts-0',
    WEZTERM_PANE: '0',
    ALACRITTY_WINDOW_ID: '1',
    GHOSTTY_RESOURCES_DIR: '/x',
    ITERM_SESSION_ID: 'w0t0p0',
    LC_TERMINAL: 'iTerm2',
    TERM_SESSION_ID: 'w0t0p0',
    KONSOLE_DBUS_SESSION: '/Sessions/1',
    XTERM_VERSION: 'XTerm(379)',
    WINDOWID: '1',
    NVIM: '/run/nvim.sock',
    INSIDE_EMACS: '29.1,comint',
    GPG_TTY: '/dev/pts/0',
    COLORFGBG: '15;0',
    TERM: 'tmux-256color',
    COLORTERM: 'no',
    LINES: '24',
    COLUMNS: '80',
    GIT_DIR: '/elsewhere/.git',
    GIT_INDEX_FILE: '/elsewhere/.git/index',
    GIT_CONFIG_KEY_0: 'core.editor',
    QTUI_SOCKET: '/run/host.sock',
    npm_lifecycle_event: 'start',
    npm_package_name: 'qtui',
    INIT_CWD: '/x',
  });
  expect(kept).toEqual({});
});

test('a pane keeps what is the person’s own', () => {
  const own = {
    PATH: '/usr/bin',
    HOME: '/home/someone',
    LANG: 'C.UTF-8',
    GIT_AUTHOR_NAME: 'Someone',
    GIT_SSH_COMMAND: 'ssh -i key',
    npm_config_registry: 'https://packages.example',
    NO_COLOR: '1',
    EDITOR: 'vi',
  };
  expect(paneEnvironment(own)).toEqual(own);
});
