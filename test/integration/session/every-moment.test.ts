import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SessionMetadata } from '../../../src/core/session.js';
import { MomentStage, type TriedAct, tryEveryMoment } from '../../support/moments.js';

/** All of them are too many for each run; the moments in between are much the same. */
const STRIDE = 7;

let stage: MomentStage;
beforeEach(async () => {
  stage = await MomentStage.open();
});
afterEach(() => stage.dispose());

async function withWork(): Promise<SessionMetadata> {
  const { session } = await stage.service.create(stage.request());
  const write = (name: string, text: string) => writeFile(join(session.directory, name), text);
  await write('d0/f0.txt', 'staged\n');
  await stage.repo.gitIn(session.directory, 'add', '-A');
  await write('d0/f0.txt', 'edited\n');
  await write('untracked', 'untracked\n');
  await write('secret.log', 'ignored\n');
  return session;
}

const actOf = async (id: string) =>
  (await stage.service.listActs(stage.repo.path)).acts.find(
    ({ session, isUndone }) => session?.id === id && !isUndone,
  );

function undoOfRemoval(): TriedAct {
  let session: SessionMetadata | undefined;
  const remove = async (id: string) => {
    const plan = await stage.service.planRemoval(id);
    await stage.service.remove(plan, { backUp: true, deleteBranch: true });
  };
  return {
    prepare: async () => {
      session ??= await withWork();
      if (existsSync(session.directory)) await remove(session.id);
      return { kind: 'undo', id: (await actOf(session.id))?.id ?? '' };
    },
    expectDone: async () => {
      const { id = '', directory = '' } = session ?? {};
      expect((await stage.repository.get(id))?.session.status).toBe('active');
      expect(await stage.repo.gitIn(directory, 'status', '--porcelain', '--ignored')).toBe(
        'MM d0/f0.txt\n?? untracked\n!! .qtui/\n!! secret.log',
      );
    },
  };
}

test('an undo killed at any moment is done or not done', async () => {
  const outcomes = await tryEveryMoment(stage, undoOfRemoval(), { stride: STRIDE });
  expect(new Set(outcomes)).toEqual(new Set(['old', 'new']));
}, 300_000);
