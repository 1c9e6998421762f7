import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserSettings } from '../../../src/config/user-settings.js';

let directory: string;
let file: string;
let settings: UserSettings;
const told: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-live-'));
  file = join(directory, 'config', 'qtui', 'config.toml');
  settings = new UserSettings(file, { log: () => undefined });
  told.length = 0;
  settings.onChange(({ changed, needHost, isRepair }) =>
    told.push(
      `${isRepair ? 'repaired ' : ''}${changed.join(' ')}${needHost.length ? ' host' : ''}`,
    ),
  );
  settings.onProblem(({ error }) => told.push(error.message.slice(file.length)));
  settings.onRepair(() => told.push('right'));
});
afterEach(async () => {
  settings.dispose();
  await rm(directory, { recursive: true, force: true });
});

async function write(text: string, path = file): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Resolves once this key is the leader: what is read of a file half written does not count. */
function leaderIs(key: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (settings.current.keys.leader !== key) return;
      subscription.dispose();
      resolve();
    };
    const subscription = settings.onChange(look);
    look();
  });
}

const LEADER = '[keys]\nleader = "f5"\n';

describe('settings that are read anew', () => {
  test('tell which have changed, and not of comments', async () => {
    await write(LEADER);
    expect((await settings.load()).keys.leader).toBe('f5');
    await write('[terminal]\nsave-scrollback = false\n[agents.newlines]\nx = "y"\n');
    await settings.reload();
    expect(told).toEqual(['keys.leader agents.newlines.x terminal.save-scrollback host']);
    await rm(file);
    await settings.reload();
    expect(told[1]).toBe('terminal.save-scrollback agents.newlines.x host');
    await write('# nothing\n');
    await settings.reload();
    await settings.reload();
    expect(told.slice(2)).toEqual(['']);
  });

  test('hold until the file is right again', async () => {
    await write(LEADER);
    await settings.load();
    await write('[keys]\nleader = 5\n');
    await settings.reload();
    await settings.reload();
    expect(told).toEqual([':2: keys.leader must be text in quotes']);
    expect(settings.current.keys.leader).toBe('f5');
    await write(LEADER);
    await settings.reload();
    expect(told.slice(1)).toEqual(['right']);
    await write('[x');
    await settings.reload();
    await write('keys.leader = "f6"\n');
    await settings.reload();
    expect(told.slice(3)).toEqual(['repaired keys.leader']);
  });

  test('lie below the project’s file as it is now', async () => {
    const place = { worktree: join(directory, 'work'), root: directory };
    const project = join(place.worktree, '.qtui', 'config.toml');
    await write('[merge]\nstrategy = "squash"\ncheck-minutes = 5\n');
    await write('[merge]\nstrategy = "rebase"\n', project);
    const config = await settings.configIn(place);
    expect(config.merge).toMatchObject({ strategy: 'rebase', checkMinutes: 5 });
    await write('nonsense', file);
    await settings.reload();
    await write('[merge]\nstrategy = "ff-only"\n', project);
    const later = await settings.configIn(place);
    expect(later.merge).toMatchObject({ strategy: 'ff-only', checkMinutes: 5 });
  });
});

describe('a file that is watched', () => {
  test('may be made with its directories, replaced, removed, and made again', async () => {
    await settings.load();
    await settings.watch();
    await write(LEADER);
    await leaderIs('f5');
    await writeFile(`${file}.new`, 'keys.leader = "f6"\n');
    await rename(`${file}.new`, file);
    await leaderIs('f6');
    await rm(join(directory, 'config'), { recursive: true });
    await leaderIs('ctrl-b');
    await write(LEADER);
    await leaderIs('f5');
  });

  test('may be a link to a file elsewhere, which is then another', async () => {
    const dotfiles = join(directory, 'dotfiles', 'qtui.toml');
    await write('', dotfiles);
    await mkdir(dirname(file), { recursive: true });
    await symlink('../../dotfiles/qtui.toml', file);
    await settings.load();
    await settings.watch();
    await write(LEADER, dotfiles);
    await leaderIs('f5');
    await rm(file);
    await symlink('/dev/null', file);
    await leaderIs('ctrl-b');
  });

  test('may be below a link to a directory', async () => {
    await mkdir(join(directory, 'dotfiles'));
    await mkdir(join(directory, 'config'));
    await symlink('../dotfiles', join(directory, 'config', 'qtui'));
    await settings.load();
    await settings.watch();
    await write(LEADER, join(directory, 'dotfiles', 'config.toml'));
    await leaderIs('f5');
  });

  test('may be a project’s, which is told of and not kept', async () => {
    const worktree = join(directory, 'work');
    await mkdir(worktree);
    const live = new UserSettings(file, { log: () => undefined }, async () => ({
      ...{ worktree, root: directory },
    }));
    const seen: string[] = [];
    const waiting = new Set<() => void>();
    const tell = (words: string) => {
      seen.push(words);
      for (const look of waiting) look();
    };
    const told = (words: string) =>
      new Promise<void>((resolve) => {
        const look = () => void (seen.includes(words) && resolve());
        waiting.add(look);
        look();
      });
    live.onProblem(({ from }) => tell(from));
    live.onRepair((from) => tell(`${from} right`));
    live.onProjectChange(({ setup }) => tell(`changed ${setup?.join(' ') ?? 'none'}`));
    try {
      await live.watch();
      const project = join(worktree, '.qtui', 'config.toml');
      await write('[worktrees]\nsetup = ["make", "it"]\n', project);
      await told('changed make it');
      const replace = async (text: string) => {
        await write(text, `${project}~`);
        await rename(`${project}~`, project);
      };
      await replace('[keys]\n');
      await told('project');
      await replace('[worktrees]\nsetup = ["make", "it"]\n');
      await told('project right');
    } finally {
      live.dispose();
    }
  });
});
