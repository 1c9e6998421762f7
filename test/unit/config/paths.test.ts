import { expect, test } from '@jest/globals';
import { homeDirectory, type PathFacts, resolvePaths } from '../../../src/config/paths.js';

const facts: PathFacts = {
  home: '/home/someone',
  temporary: '/tmp',
  uid: 1000,
};

test('without XDG variables the defaults of the specification apply', () => {
  expect(resolvePaths({}, facts)).toEqual({
    home: '/home/someone',
    configFile: '/home/someone/.config/qtui/config.toml',
    stateDirectory: '/home/someone/.local/state/qtui',
    dataDirectory: '/home/someone/.local/share/qtui',
    preferencesFile: '/home/someone/.local/state/qtui/preferences.json',
    trustFile: '/home/someone/.local/state/qtui/trust.json',
    scrollbackDirectory: '/home/someone/.local/state/qtui/scrollback',
    logFile: '/home/someone/.local/state/qtui/logs/client.log',
    hostLogFile: '/home/someone/.local/state/qtui/logs/host.log',
    hostOutputFile: '/home/someone/.local/state/qtui/logs/host-output.log',
    socket: '/tmp/qtui-1000/host.sock',
    hostRecordFile: '/home/someone/.local/state/qtui/hosts/%tmp%qtui-1000%host.sock.json',
  });
});

test('XDG variables are honoured, relative ones are ignored', () => {
  const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative', XDG_DATA_HOME: '/d' };
  const paths = resolvePaths({ ...env, XDG_RUNTIME_DIR: '/run/user/1000' }, facts);
  expect(paths.configFile).toBe('/c/qtui/config.toml');
  expect(paths.stateDirectory).toBe('/home/someone/.local/state/qtui');
  expect(paths.dataDirectory).toBe('/d/qtui');
  expect(paths.socket).toBe('/run/user/1000/qtui/host.sock');
});

test('--host-socket wins over QTUI_SOCKET, which wins over the default', () => {
  const env = { QTUI_SOCKET: '/a/one.sock' };
  expect(resolvePaths(env, facts).socket).toBe('/a/one.sock');
  expect(resolvePaths(env, { ...facts, hostSocket: '/b/two.sock' }).socket).toBe('/b/two.sock');
});

test('a relative socket path is refused', () => {
  expect(() => resolvePaths({ QTUI_SOCKET: 'host.sock' }, facts)).toThrow(/absolute/);
});

test('a runtime directory that is too long falls back to the temporary directory', () => {
  const env = { XDG_RUNTIME_DIR: `/run/${'x'.repeat(120)}` };
  expect(resolvePaths(env, facts).socket).toBe('/tmp/qtui-1000/host.sock');
});

test('HOME is the home directory, else the one of the account', () => {
  expect(homeDirectory({ HOME: '/home/me' }, () => '/home/account')).toBe('/home/me');
  for (const env of [{ HOME: '' }, { HOME: 'relative' }, {}]) {
    expect(homeDirectory(env, () => '/home/account')).toBe('/home/account');
  }
});

test('without an absolute home directory nothing is started', () => {
  const noAccount = () => {
    throw new Error('no such user');
  };
  expect(() => homeDirectory({ HOME: 'relative' }, noAccount)).toThrow('not "relative"');
  expect(() => homeDirectory({}, () => 'relative')).toThrow('HOME');
});
