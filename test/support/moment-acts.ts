import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MergeStrategy } from '../../src/core/merge.js';
import type { SessionMetadata } from '../../src/core/session.js';
import type { Act } from './act-order.js';
import type { MomentStage } from './moment-stage.js';
import type { TriedAct } from './moments.js';
import { MARK, type Scene } from './scene.js';

const STRATEGIES = ['merge', 'squash', 'rebase'] as const;

/** Every act that can be killed, each on a stage of its own. */
export const MOMENT_ACTS: readonly (() => TriedAct)[] = [
  () => creation('create', {}),
  () => creation('create with few files', { copy: ['*.log'], sparse: ['d1', 'mine'] }),
  removal,
  undoOfRemoval,
  adoption,
  () => undoOfLanding('main'),
  () => undoOfLanding('release'),
  () => goingOn('merge'),
  () => goingOn('squash'),
  ...STRATEGIES.flatMap((strategy) => [
    () => merge('main', strategy),
    () => merge('release', strategy),
    () => merge('release', strategy, ['true']),
  ]),
];

/** The merges with one strategy, one way of going on, and every other act. */
export function actsWith(number: number): readonly (() => TriedAct)[] {
  const others = STRATEGIES.filter((_strategy, index) => index !== number % STRATEGIES.length);
  const otherWay = `go on after a ${number % 2 === 0 ? 'merge' : 'squash'}`;
  const isOther = (name: string) =>
    name === otherWay || others.some((strategy) => name.startsWith(`${strategy} into`));
  return MOMENT_ACTS.filter((makeAct) => !isOther(makeAct().name));
}

const BRANCH = 'tried';

function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [now, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (now !== wanted) throw new Error(`${what}: expected ${wanted}, found ${now}`.slice(0, 4_000));
}

/** What an act has no business with. */
function expectRestSame(before: Scene, after: Scene, changed: readonly (keyof Scene)[]): void {
  for (const key of Object.keys(before) as (keyof Scene)[]) {
    if (!changed.includes(key)) expectSame(key, after[key], before[key]);
  }
}

function refOf({ refs }: Scene, name: string): { oid: string; tree: string } | undefined {
  const [, oid = '', tree = ''] = refs.find((ref) => ref.startsWith(`${name} `))?.split(' ') ?? [];
  return oid === '' ? undefined : { oid, tree };
}

const rowOf = ({ rows }: Scene): SessionMetadata | undefined =>
  rows.find(({ worktreeInfo }) => worktreeInfo?.branch === BRANCH);

const worktreeOf = ({ worktrees }: Scene, path: string) =>
  worktrees.find((worktree) => worktree.path === path);

async function madeSession(stage: MomentStage, target = 'main'): Promise<SessionMetadata> {
  const { service, request } = stage.service();
  const worktree = { base: target, mergeTarget: target, branch: BRANCH } as const;
  const made = request({ worktree: { kind: 'create', isTemporary: false, ...worktree } });
  return (await service.create(made)).session;
}

/** A session with a commit that changes every file. */
async function withCommit(stage: MomentStage, target: string): Promise<SessionMetadata> {
  const session = await madeSession(stage, target);
  for (let index = 0; index < 30; index += 1) {
    const file = join(session.directory, `d${index % 5}/f${index}.txt`);
    await writeFile(file, `changed ${index}\n`);
  }
  await stage.repo.gitIn(session.directory, 'commit', '-q', '-a', '-m', 'changed');
  return session;
}

/** A session with uncommitted work of every kind. */
async function withWork(stage: MomentStage): Promise<SessionMetadata> {
  const session = await madeSession(stage);
  const write = (name: string, text: string) => writeFile(join(session.directory, name), text);
  await write('d0/f0.txt', 'staged\n');
  await stage.repo.gitIn(session.directory, 'add', '-A');
  await write('d0/f0.txt', 'edited\n');
  await write('untracked', 'untracked\n');
  await write('secret.log', 'ignored\n');
  return session;
}

function creation(name: string, worktrees: NonNullable<Act['worktrees']>): TriedAct {
  return {
    name,
    prepare: async () => ({ kind: 'create', branch: BRANCH, worktrees }),
    async expectDone(_stage, { before, after, told, isMoreTold }) {
      const row = rowOf(after);
      // One with files that may be somebody's stays, though its program was not started.
      const isKept = isMoreTold
        ? row?.status === 'background'
        : told.some(({ code }) => code === 'session-kept');
      expectSame('status of the row', row?.status, isKept ? 'background' : 'active');
      const worktree = worktreeOf(after, row?.directory ?? '');
      const wanted = worktrees.copy ? '! .qtui/\n! mine/ignored.log' : '! .qtui/';
      expectSame('status of the worktree', worktree?.status, wanted);
      expectSame('mark', MARK in (worktree?.files ?? {}), true);
      expectSame('tip', refOf(after, `refs/heads/${BRANCH}`), refOf(before, 'refs/heads/main'));
      const refs = after.refs.filter((ref) => !ref.startsWith(`refs/heads/${BRANCH} `));
      expectSame('other refs', refs, before.refs);
      expectRestSame(before, after, ['refs', 'listed', 'worktrees', 'rows']);
    },
  };
}

function merge(target: string, strategy: MergeStrategy, check: string[] = []): TriedAct {
  let session: SessionMetadata | undefined;
  return {
    name: `${strategy} into ${target}${check.length > 0 ? ' with a check' : ''}`,
    prepare: async (stage) => {
      session = await withCommit(stage, target);
      return { kind: 'merge', id: session.id, target, strategy, merge: { check } };
    },
    async expectDone(_stage, { before, after }) {
      const source = refOf(before, `refs/heads/${BRANCH}`);
      const landed = refOf(after, `refs/heads/${target}`);
      expectSame('tree of the target', landed?.tree, source?.tree);
      const { mergedOid, landedOid } = rowOf(after)?.worktreeInfo ?? {};
      expectSame(
        'what the row tells',
        { mergedOid, landedOid },
        {
          mergedOid: source?.oid,
          landedOid: landed?.oid,
        },
      );
      expectSame('what can be undone', openActs(after, session), 1);
      if (target !== 'main') expectSame('files', after.files, before.files);
      else {
        const made = worktreeOf(after, session?.directory ?? '')?.files ?? {};
        const isMerged = (name: string) => /^d\d\//.test(name);
        const filesOf = (files: Record<string, string>) =>
          Object.entries(files)
            .filter(([name]) => isMerged(name))
            .sort();
        expectSame('files of the target', filesOf(after.files), filesOf(made));
      }
      expectRestSame(before, after, ['refs', 'index', 'files', 'listed', 'rows', 'acts']);
    },
  };
}

function openActs({ acts }: Scene, session: SessionMetadata | undefined): number {
  return acts.filter(({ sessionId, isUndone }) => sessionId === session?.id && !isUndone).length;
}

function removal(): TriedAct {
  let session: SessionMetadata | undefined;
  return {
    name: 'remove',
    prepare: async (stage) => {
      session = await withWork(stage);
      return { kind: 'remove', id: session.id };
    },
    async expectDone(stage, { before, after }) {
      expectSame('worktree', worktreeOf(after, session?.directory ?? ''), undefined);
      expectSame('status of the row', rowOf(after)?.status, 'archived');
      expectSame('branch', refOf(after, `refs/heads/${BRANCH}`), undefined);
      expectRestSame(before, after, ['refs', 'listed', 'worktrees', 'rows', 'acts']);
      const act = after.acts.find(
        ({ sessionId, isUndone }) => sessionId === session?.id && !isUndone,
      );
      const { judged } = await stage.judge({ kind: 'undo', id: act?.id ?? '' });
      expectRestSame(before, judged.after, ['refs', 'acts']);
    },
  };
}

function undoOfRemoval(): TriedAct {
  let session: SessionMetadata | undefined;
  return {
    name: 'undo of a removal',
    prepare: async (stage) => {
      session = await withWork(stage);
      const { service } = stage.service();
      const plan = await service.planRemoval(session.id);
      const { actId = '' } = await service.remove(plan, { backUp: true, deleteBranch: true });
      return { kind: 'undo', id: actId };
    },
    async expectDone(_stage, { before, after }) {
      expectSame('status of the row', rowOf(after)?.status, 'active');
      const worktree = worktreeOf(after, session?.directory ?? '');
      const states = worktree?.status.split('\n').map((line) => line.replace(/^(1 MM) .* /, '$1 '));
      expectSame('status of the worktree', states, [
        '1 MM d0/f0.txt',
        '? untracked',
        '! .qtui/',
        '! secret.log',
      ]);
      expectSame('what can be undone', openActs(after, session), 0);
      expectRestSame(before, after, ['refs', 'listed', 'worktrees', 'rows', 'acts']);
    },
  };
}

function undoOfLanding(target: string): TriedAct {
  let session: SessionMetadata | undefined;
  let former: string | undefined;
  return {
    name: `undo of a merge into ${target}`,
    prepare: async (stage) => {
      former = await stage.repo.git('rev-parse', target);
      session = await withCommit(stage, target);
      const { service } = stage.service();
      const plan = await service.planMerge(session.id, { target, strategy: 'merge' });
      const built = await service.buildMerge(plan, { message: 'merged' });
      const { actId } = await service.landMerge(session.id, await service.verifyMerge(built));
      return { kind: 'undo', id: actId };
    },
    async expectDone(_stage, { before, after }) {
      expectSame('tip of the target', refOf(after, `refs/heads/${target}`)?.oid, former);
      expectSame('row', rowOf(after)?.worktreeInfo?.mergedOid, undefined);
      expectSame('what can be undone', openActs(after, session), 0);
      expectRestSame(before, after, ['refs', 'index', 'files', 'listed', 'rows', 'acts']);
    },
  };
}

/** The target has work of its own, and with a squash none of the commits of the session. */
function goingOn(strategy: MergeStrategy): TriedAct {
  let to = '';
  return {
    name: `go on after a ${strategy}`,
    prepare: async (stage) => {
      const session = await withCommit(stage, 'release');
      const { id, directory } = session;
      const theirs = join(stage.repo.root, 'data', 'theirs');
      await stage.repo.git('worktree', 'add', '-q', theirs, 'release');
      await writeFile(join(theirs, 'theirs.txt'), 'theirs\n');
      await stage.repo.gitIn(theirs, 'add', '-A');
      await stage.repo.gitIn(theirs, 'commit', '-q', '-m', 'theirs');
      await stage.repo.git('worktree', 'remove', theirs);
      await writeFile(join(directory, 'secret.log'), 'ignored\n');
      const { service } = stage.service();
      const plan = await service.planMerge(id, { target: 'release', strategy });
      const built = await service.buildMerge(plan, { message: 'merged' });
      const landed = await service.landMerge(id, await service.verifyMerge(built));
      to = landed.built.commit;
      return { kind: 'go-on', id, landed };
    },
    async expectDone(_stage, { before, after }) {
      expectSame('tip', refOf(after, `refs/heads/${BRANCH}`)?.oid, to);
      const row = rowOf(after);
      const worktree = worktreeOf(after, row?.directory ?? '');
      expectSame('status of the worktree', worktree?.status, '! .qtui/\n! secret.log');
      expectSame('work of the target', 'theirs.txt' in (worktree?.files ?? {}), true);
      const { baseOid, mergedOid } = row?.worktreeInfo ?? {};
      expectSame('what the row tells', { baseOid, mergedOid }, { baseOid: to });
      const added = after.acts.length - before.acts.length;
      expectSame('what can be undone', added, strategy === 'squash' ? 1 : 0);
      expectRestSame(before, after, ['refs', 'listed', 'worktrees', 'rows', 'acts']);
    },
  };
}

function adoption(): TriedAct {
  let path = '';
  return {
    name: 'adopt',
    prepare: async (stage) => {
      path = join(stage.repo.root, 'data', 'by-hand');
      await stage.repo.git('worktree', 'add', '-q', '-b', BRANCH, path);
      await writeFile(join(path, 'untracked'), 'untracked\n');
      return { kind: 'adopt', path };
    },
    async expectDone(_stage, { before, after }) {
      const row = rowOf(after);
      expectSame('directory', row?.directory, path);
      expectSame('lock', after.listed.includes(`locked qtui:${row?.id}\n`), true);
      const worktree = worktreeOf(after, path);
      expectSame('status of the worktree', worktree?.status, '? untracked\n! .qtui/');
      expectSame('mark', MARK in (worktree?.files ?? {}), true);
      expectRestSame(before, after, ['listed', 'worktrees', 'rows']);
    },
  };
}
