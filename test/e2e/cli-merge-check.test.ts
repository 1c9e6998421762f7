import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
let path: string;
beforeEach(async () => {
  world = await createWorld({ files: { 'README.md': 'hello\n' } });
  const { session } = await world.json(['new', '--agent', 'shell', '--worktree', 'topic']);
  path = session.path;
  await writeFile(join(path, 'new.txt'), 'new\n');
  await world.repo.gitIn(path, 'add', '-A');
  await world.repo.gitIn(path, 'commit', '-qm', 'Write new.txt');
});
afterEach(async () => {
  const checks = join(world.repo.env['XDG_STATE_HOME'] ?? '', 'qtui/checks');
  expect(await readdir(checks).catch(() => [])).toEqual([]);
  await world.dispose();
});

async function setCheck(script: string): Promise<void> {
  const file = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `[merge]\ncheck = ${JSON.stringify(['sh', '-c', script])}\n`);
}
const tip = () => world.repo.git('rev-parse', 'main');

test('a check is seen at work, and what it passes lands, without what came meanwhile', async () => {
  const commit = 'git -C "$WORK" commit -q --allow-empty -m';
  await setCheck(`WORK='${path}'; echo "in $QTUI_MERGE_SOURCE"; cat new.txt; ${commit} more`);
  const { stdout, stderr } = await world.run(['merge', 'topic', '--yes']);
  expect(stderr).toMatch(/Checking with sh -c .*in topic\n.*new\n.*The check passed in/s);
  expect(stdout).toContain('Merged 1 commit of topic into main');
  expect(stderr).toContain('1 newer commit on topic was not part of this merge');
  expect((await world.json(['merge', 'topic', '--yes', '--check'])).merge).toMatchObject({
    leftOut: 1,
  });
});

test('what fails its check does not land, with one word of it in JSON and its lines', async () => {
  await setCheck('echo "one thing is wrong" >&2; exit 3');
  const before = await tip();
  const { code, stderr } = await world.run(['merge', 'topic', '--yes']);
  expect(code).toBe(1);
  expect(stderr.match(/^ *one thing is wrong$/gm)).toHaveLength(1);
  expect(stderr).toContain('Nothing was merged');
  const { error } = await world.json(['merge', 'topic', '--yes'], { code: 1 });
  expect(error).toMatchObject({ code: 'check-failed' });
  expect(error.message).toContain('one thing is wrong');
  expect(await tip()).toBe(before);
  expect(await world.repo.git('for-each-ref', 'refs/qtui')).toBe('');

  const { merge } = await world.json(['merge', 'topic', '--yes', '--no-check']);
  expect(merge.result).toBe('merged');
});

test('a check alone lands nothing', async () => {
  await setCheck('true');
  const before = await tip();
  const { check } = await world.json(['merge', 'topic', '--check-only', '--strategy', 'squash']);
  expect(check).toMatchObject({ passed: true, exitCode: 0, strategy: 'squash', target: 'main' });
  expect(await tip()).toBe(before);
  expect(await world.repo.git('for-each-ref', 'refs/qtui')).toBe('');
});

test('trailers and authors are put at the end of the message, and bad ones refused', async () => {
  const more = ['--trailer', 'Fixes: #1', '--trailer', 'Fixes: #2', '--co-author', 'Ada <a@b>'];
  for (const [option, text] of [
    ['--trailer', 'no colon'],
    ['--co-author', 'Ada'],
  ] as const) {
    const { error } = await world.json(['merge', 'topic', '--yes', option, text], { code: 2 });
    expect(error.message).toContain(text);
  }
  const kept = ['merge', 'topic', '--yes', '--strategy', 'rebase', ...more];
  expect((await world.json(kept, { code: 2 })).error.message).toContain('rebase');
  const { merge } = await world.json(['merge', 'topic', '--yes', '-m', 'Mine', ...more]);
  expect(await world.repo.git('log', '-1', '--format=%B', merge.commit)).toBe(
    'Mine\n\nCo-authored-by: Ada <a@b>\nFixes: #1\nFixes: #2\n',
  );
});

test('a merge that cannot be signed is not made', async () => {
  await world.repo.git('config', 'gpg.format', 'ssh');
  await world.repo.git('config', 'user.signingKey', '/no/such/key');
  const before = await tip();
  const { error } = await world.json(['merge', 'topic', '--yes', '--sign'], { code: 1 });
  expect(error).toMatchObject({ code: 'signing-failed', untouched: expect.any(String) });
  expect(await tip()).toBe(before);
});

test('a check that is asked for must be set', async () => {
  for (const option of ['--check', '--check-only']) {
    const { error } = await world.json(['merge', 'topic', '--yes', option], { code: 2 });
    expect(error.hint).toContain('merge.check');
  }
});

test('a check of the repository needs trust, and is shown in the preview', async () => {
  const ran = join(world.repo.root, 'ran');
  await world.repo.write('.qtui/config.toml', `[merge]\ncheck = ["touch", "${ran}"]\n`);
  const { preview } = await world.json(['merge', 'topic', '--preview']);
  expect(preview.check).toMatchObject({
    command: ['touch', ran],
    untrustedFile: expect.anything(),
  });
  const { error } = await world.json(['merge', 'topic', '--yes'], { code: 3 });
  expect(error.hint).toContain('qtui trust');
  const declined = world.open(['merge', 'topic']);
  await declined.waitForText('Trust them, and run the check? [y/N]');
  declined.type('\r');
  expect((await declined.waitForExit()).code).toBe(3);
  expect(existsSync(ran)).toBe(false);
  const trusted = world.open(['merge', 'topic']);
  await trusted.waitForText('Trust them, and run the check? [y/N]');
  expect(trusted.screen()).toContain('touch ');
  trusted.type('y\r');
  await trusted.waitForText('Merge? [y/N]');
  trusted.type('y\r');
  expect((await trusted.waitForExit()).code).toBe(0);
  expect(existsSync(ran)).toBe(true);
});
