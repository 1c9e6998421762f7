import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { BuiltMerge } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo({ files: { '.gitignore': '.env\nbuild/\n' } });
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
  session = (await world.service.create(world.request())).session;
  await writeFile(join(session.directory, 'new.txt'), 'new\n');
  await repo.gitIn(session.directory, 'add', '-A');
  await repo.gitIn(session.directory, 'commit', '-q', '-m', 'work');
});
afterEach(() => repo.dispose());

const check = (script: string) => {
  world.config.merge.check = ['sh', '-c', script];
};
async function build(): Promise<BuiltMerge> {
  const plan = await world.service.planMerge(session.id);
  return world.service.buildMerge(plan, { message: 'm' });
}
const file = (hash = 'aa') => ({ path: '/repo/.qtui/config.toml', root: repo.path, hash });

test('the check of the plan runs, and is told', async () => {
  check('cat new.txt; test ! -e .env');
  const built = await build();
  expect(built.plan.check).toEqual({ command: world.config.merge.check });
  check('exit 9');
  const heard: string[] = [];
  const verified = await world.service.verifyMerge(built, { onOutput: (line) => heard.push(line) });
  expect(heard).toEqual(['new']);
  expect(verified.check).toMatchObject({ exitCode: 0 });
  await world.service.landMerge(session.id, verified);
  expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
});

test('a merge that fails its check does not land, and leaves nothing', async () => {
  check('exit 9');
  const before = await repo.git('for-each-ref');
  const { code, data } = await caught(world.service.verifyMerge(await build()));
  expect([code, data['exitCode']]).toEqual(['check-failed', 9]);
  expect(await repo.git('for-each-ref')).toBe(before);
  expect(await readdir(join(repo.root, 'state/checks'))).toEqual([]);
});

test('without a check, and where it is skipped, nothing runs', async () => {
  expect((await world.service.planMerge(session.id)).check).toBeUndefined();
  expect((await world.service.verifyMerge(await build())).check).toBeUndefined();
  check(`touch '${repo.root}/ran'`);
  const verified = await world.service.verifyMerge(await build(), { skipCheck: true });
  expect(verified.check).toBeUndefined();
  expect(existsSync(join(repo.root, 'ran'))).toBe(false);
});

test('the ignored files that new worktrees get are there, those of the session first', async () => {
  world.config.worktrees.copy = ['.env'];
  await writeFile(join(session.directory, '.env'), 'of the session\n');
  await mkdir(join(session.directory, 'build'));
  await writeFile(join(session.directory, 'build/out'), 'out\n');
  check('grep session .env && test ! -e build');
  await world.service.verifyMerge(await build());
  await writeFile(join(session.directory, '.worktreeinclude'), 'build/\n');
  check('grep out build/out && echo other > build/out');
  await world.service.verifyMerge(await build());
  expect(await readFile(join(session.directory, 'build/out'), 'utf8')).toBe('out\n');

  await writeFile(join(repo.path, '.env'), 'of the main worktree\n');
  const built = await build();
  await chmod(session.directory, 0o700);
  await rm(session.directory, { recursive: true });
  await expect(world.service.verifyMerge(built, { again: true })).rejects.toMatchObject({
    code: 'check-failed',
  });
});

test('what is linked can be replaced in a check, and what changes all the same is told', async () => {
  world.config.worktrees.link = ['build', '.env'];
  await mkdir(join(session.directory, 'build/tool/cache'), { recursive: true });
  await writeFile(join(session.directory, 'build/tool/main'), 'tool\n');
  await writeFile(join(session.directory, '.env'), 'own\n');
  check('grep tool build/tool/main && rm -rf build/* && mkdir build/tool && echo x > .env');
  const { check: passed } = await world.service.verifyMerge(await build());
  expect(passed?.warnings).toEqual([]);
  expect(await readFile(join(session.directory, 'build/tool/main'), 'utf8')).toBe('tool\n');
  expect(await readFile(join(session.directory, '.env'), 'utf8')).toBe('own\n');
  check('touch build/tool/more');
  const { check: told } = await world.service.verifyMerge(await build());
  const words = `While the check ran, ${session.directory}/build changed, which it shares by links: tool.`;
  expect(told?.warnings).toMatchObject([{ code: 'shared-changed', message: words }]);
  const heard: string[] = [];
  check('touch build/tool/again; exit 9');
  const onOutput = (line: string) => heard.push(line);
  await caught(world.service.verifyMerge(await build(), { onOutput }));
  expect(heard).toEqual([words]);
});

test('submodules are there where the session has them, with commits that are nowhere else', async () => {
  const library = join(repo.root, 'library');
  await repo.gitIn(repo.root, 'init', '-q', library);
  await repo.gitIn(library, 'commit', '-qm', 'lib', '--allow-empty');
  const top = session.directory;
  await repo.gitIn(top, 'submodule', '--quiet', 'add', '--name', 'vendor/its', library, 'lib');
  await repo.gitIn(join(top, 'lib'), 'commit', '-qm', 'only here', '--allow-empty');
  await repo.gitIn(top, 'add', '-A');
  await repo.gitIn(top, 'commit', '-qm', 'a submodule');
  await rm(library, { recursive: true });
  check('git -C lib log -1 --format=%s');
  const heard: string[] = [];
  const onOutput = (line: string) => heard.push(line);
  await world.service.verifyMerge(await build(), { onOutput });
  expect(heard).toEqual(['only here']);
  expect(await readdir(join(repo.root, 'state/checks'))).toEqual([]);
  expect(await repo.git('worktree', 'list')).not.toContain('check-');
});

test('a check of a repository runs only when its file is trusted', async () => {
  world.config.project = { file: file(), commands: { check: ['sh', '-c', 'exit 0'] } };
  const built = await build();
  expect(built.plan.check).toMatchObject({
    untrusted: { file: file(), commands: [{ name: 'check' }] },
  });
  const refused = await caught(world.service.verifyMerge(built));
  expect(refused).toMatchObject({ code: 'merge-refused', data: { path: file().path } });
  expect(refused.hint).toContain('qtui trust');
  await world.deps.trust.trust(file());
  expect((await world.service.verifyMerge(await build())).check).toMatchObject({ exitCode: 0 });
});

test('a check has its time', async () => {
  check('sleep 300');
  (world.config.merge as { checkMinutes: number }).checkMinutes = 0.005;
  const error = await caught(world.service.verifyMerge(await build()));
  expect(error.code).toBe('check-failed');
  expect(error.message).toContain('was stopped');
});

test('a check that has passed on the same content is not run again, unless it is wanted', async () => {
  const counted = join(repo.root, 'runs');
  world.config.merge.check = ['sh', '-c', `echo run >> ${counted}`];
  const runs = async () => (await readFile(counted, 'utf8')).split('\n').length - 1;
  const first = await world.service.verifyMerge(await build());
  expect(first.check).toMatchObject({ outcome: 'passed' });
  const second = await world.service.verifyMerge(await build());
  expect([await runs(), second.check?.earlier]).toEqual([1, expect.any(String)]);
  await world.service.verifyMerge(await build(), { again: true });
  expect(await runs()).toBe(2);
  world.config.merge.check = ['sh', '-c', `echo other >> ${counted}`];
  await world.service.verifyMerge(await build());
  expect(await runs()).toBe(3);
});

test('every run is kept with its output, and the work alone can be checked', async () => {
  check('echo said; exit 3');
  const failed = await world.service.checkWork(session.id);
  expect(failed).toMatchObject({ outcome: 'failed', exitCode: 3 });
  expect(failed.tree).toBe(await repo.gitIn(session.directory, 'rev-parse', 'HEAD^{tree}'));
  const log = await readFile(failed.log, 'utf8');
  expect(log).toMatch(/^\$ sh -c .*\nsaid\n\[failed with code 3 after \d+ ms\]\n$/);
  expect((await stat(failed.log)).mode & 0o777).toBe(0o600);
  const stopping = new AbortController();
  check('echo begun; sleep 60');
  const stopped = world.service.checkWork(session.id, {
    signal: stopping.signal,
    onOutput: () => stopping.abort(),
  });
  expect((await caught(stopped)).code).toBe('aborted');
  const { records } = await world.service.checks(session.id);
  expect(records.map(({ outcome }) => outcome)).toEqual(['cancelled', 'failed']);
  expect(await readdir(join(repo.root, 'state/checks'))).toEqual([]);
});

test('a failure lands only where the name of the target is typed, and is on record', async () => {
  check('exit 3');
  const { service } = world;
  const never = await caught(service.verifyMerge(await build(), { acceptFailure: 'main' }));
  expect(never.code).toBe('merge-refused');
  expect((await caught(service.verifyMerge(await build()))).code).toBe('check-failed');
  const wrong = await caught(service.verifyMerge(await build(), { acceptFailure: 'yes' }));
  expect(wrong.code).toBe('merge-refused');
  const verified = await service.verifyMerge(await build(), { acceptFailure: 'main' });
  const landed = await service.landMerge(session.id, verified);
  expect(landed.check).toMatchObject({ outcome: 'failed', exitCode: 3 });
  const { acts } = await service.listActs(repo.path);
  expect(acts[0]?.what).toContain('whose check had failed');
});

test('of a proof and a failure of the same content the later one holds', async () => {
  const flag = join(repo.root, 'broken');
  world.config.merge.check = ['sh', '-c', `test ! -e ${flag}`];
  await world.service.verifyMerge(await build());
  await writeFile(flag, '');
  await caught(world.service.verifyMerge(await build(), { again: true }));
  expect((await caught(world.service.verifyMerge(await build()))).code).toBe('check-failed');
});
