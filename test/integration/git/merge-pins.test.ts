import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltMerge } from '../../../src/core/merge.js';
import { resolutionOf } from '../../../src/core/resolution.js';
import { caught } from '../../support/caught.js';
import { ConflictStage } from '../../support/conflict-stage.js';
import { gitFor, installHook, wrapGit } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';

let stage: ConflictStage;

const text = (word: string) => ({ write: { f: `${word}\n` } });

beforeEach(async () => {
  stage = await ConflictStage.open(text('base'), text('ours'), text('theirs'));
});
afterEach(async () => {
  await stage.dispose();
});

async function built(): Promise<BuiltMerge> {
  const { conflicts } = await stage.plan();
  const plan = await stage.plan(conflicts.map((each) => resolutionOf(each, 'both')));
  return stage.git.merges.build(plan, { message: 'merge' });
}

/** No process can have this id: pid_max of Linux is 2^22 at most. */
const NO_PROCESS = 2 ** 22 + 1;

const pins = () => stage.repo.git('for-each-ref', '--format=%(refname)', 'refs/qtui/merge');

describe('a built merge', () => {
  test('outlives a clean-up of git, and lands', async () => {
    const merge = await built();
    expect(await pins()).toBe(merge.ref);
    await stage.repo.git('gc', '-q', '--prune=now');
    const landed = await stage.git.merges.land(await stage.git.merges.verify(merge));
    expect(await stage.repo.read('f')).toBe('ours\ntheirs\n');
    expect(await pins()).toBe('');
    await stage.repo.git('gc', '-q', '--prune=now');
    expect(await stage.repo.git('cat-file', '-t', landed.built.commit)).toBe('commit');
    await stage.repo.git('fsck', '--strict');
  });

  test('is refused where a clean-up that began before has deleted a part of it', async () => {
    const { conflicts } = await stage.plan();
    const plan = await stage.plan(conflicts.map((each) => resolutionOf(each, 'both')));
    // What is loose by then is what was made for the merge, or in no ref's reach.
    const path = await wrapGit(
      stage.repo,
      `case "$*" in *refs/qtui/merge/*) (cd '${stage.repo.path}/.git/objects' && for o in $("$REAL_GIT" rev-parse "$("$REAL_GIT" fsck --lost-found --no-progress | sed -n 's/dangling commit //p'):f"); do rm -f "$(echo "$o" | cut -c1-2)/$(echo "$o" | cut -c3-)"; done);; esac
      exec "$REAL_GIT" "$@"`,
    );
    const git = gitFor({ ...stage.repo, env: { ...stage.repo.env, PATH: path } });
    expect(await caught(git.merges.build(plan, { message: 'merge' }))).toMatchObject({
      code: 'repository-damaged',
      untouched: expect.stringContaining('Nothing was merged'),
    });
    expect(await pins()).toBe('');
  });

  test('is no branch, and no other ref has moved', async () => {
    const before = await stage.repo.git('for-each-ref', 'refs/heads');
    await built();
    expect(await stage.repo.git('branch', '--all', '--format=%(refname)')).toBe(
      'refs/heads/main\nrefs/heads/topic',
    );
    expect(await stage.repo.git('for-each-ref', 'refs/heads')).toBe(before);
  });

  test('is let go when it is discarded, also twice', async () => {
    const merge = await built();
    await stage.git.merges.discard(merge);
    expect(await pins()).toBe('');
    await stage.git.merges.discard(merge);
  });

  test('stays while a landing is refused, for another try', async () => {
    const merge = await built();
    await stage.repo.write('f', 'mine\n');
    const verified = await stage.git.merges.verify(merge);
    await expect(stage.git.merges.land(verified)).rejects.toMatchObject({ code: 'merge-refused' });
    expect(await pins()).toBe(merge.ref);
  });

  test('of a process that has ended is let go at once, and no other', async () => {
    const pin = (pid: number) => `refs/qtui/merge/${Date.now().toString(36)}-${pid}-1-0badcafe`;
    const ours = (await built()).ref;
    const unknown = 'refs/qtui/merge/of-another-version';
    await stage.repo.git('update-ref', unknown, 'main');
    const unlanded = await stage.repo.git('commit-tree', '-m', 'never', 'main^{tree}');
    await stage.repo.git('update-ref', pin(NO_PROCESS), unlanded);
    await stage.repo.git('update-ref', pin(NO_PROCESS + 1), 'main');
    expect(await stage.git.merges.recover(stage.repo.path)).toEqual([
      { code: 'merge-let-go', message: expect.stringContaining('never landed') },
    ]);
    expect((await pins()).split('\n').sort()).toEqual([ours, unknown].sort());
    expect(await stage.git.merges.recover(stage.repo.path)).toEqual([]);
  });

  test('is pinned without a hook of the user’s, which could hang', async () => {
    await installHook(stage.repo, 'reference-transaction', 'exit 1');
    const { ref } = await built();
    expect(await pins()).toBe(ref);
  });
});

describe('a merge driver that hangs', () => {
  let started: string;

  const nothingRuns = () =>
    until('its processes end', async () => (await processesOf(stage.repo.root)).length === 0);

  beforeEach(async () => {
    started = join(stage.repo.root, 'started');
    const driver = join(stage.repo.root, 'driver');
    await writeFile(driver, `#!/bin/sh\ntouch '${started}'\nexec sleep 1000\n`);
    await chmod(driver, 0o755);
    await stage.repo.git('config', 'merge.slow.driver', driver);
    await stage.change('ours', { write: { '.gitattributes': 'f merge=slow\n' } });
  });

  test('ends the preview in time, with all its processes', async () => {
    const git = gitFor(stage.repo, { mergeTimeoutMs: 500 });
    await expect(git.merges.plan(stage.request())).rejects.toMatchObject({
      code: 'timeout',
      hint: expect.stringContaining('merge driver'),
    });
    await nothingRuns();
  });

  test('is ended when the preview is cancelled', async () => {
    const abort = new AbortController();
    const plan = stage.git.merges.plan(stage.request(), { signal: abort.signal });
    const outcome = expect(plan).rejects.toMatchObject({ code: 'aborted' });
    await until('the driver runs', () => existsSync(started));
    abort.abort();
    await outcome;
    await nothingRuns();
  });
});
