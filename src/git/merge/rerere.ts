import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTextConflict } from '../../core/conflict/identity.js';
import { newMarkerLines } from '../../core/conflict/marked-text.js';
import { isMissing } from '../../core/errors.js';
import type { MergeConflict, MergePlan } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { commonDirOf } from '../context.js';
import { NO_HOOKS } from '../objects.js';
import type { GitRunner } from '../run.js';
import { withTemporaryDirectory } from '../temporary-directory.js';
import { writeContent } from './conflict-files.js';
import { mergePlace } from './place.js';

/** https://git-scm.com/docs/git-rerere; a conflict's directory is named by what conflicts. */
const CACHE = 'rr-cache';

/** Name of the file in its place; git remembers conflicts by their text. */
const FILE = 'file';

const DOING = 'look for how the conflict was settled before';

/**
 * How git remembers that people settled this very conflict, as content for a resolution; undefined
 * where it does not, or where the conflict is none of text. git itself is asked, in a place of its
 * own with a copy of what it remembers: nothing of the repository changes but for the content.
 */
export async function rememberedResolution(
  git: GitRunner,
  plan: MergePlan,
  conflict: MergeConflict,
): Promise<Oid | undefined> {
  const cache = join(await commonDirOf(git, plan.request.repoRoot), CACHE);
  if (!isRemembered(conflict) || !(await hasEntries(cache))) return undefined;
  const settled = await inPlace(git, plan, conflict, async (place) => {
    const known = join(cache, place.id);
    if (!(await hasEntries(known))) return undefined;
    await place.remember(known);
    return place.settle();
  });
  return settled && writeContent(git, plan, conflict.path, settled);
}

/**
 * Lets git remember how the text conflicts of a merge were settled, as it would itself: where the
 * person has it remember at all, and for conflicts that it does not know yet.
 */
export async function rememberResolutions(git: GitRunner, plan: MergePlan): Promise<void> {
  const { repoRoot } = plan.request;
  const { resolved, resultTree } = plan;
  const texts = resolved.filter(isRemembered);
  if (resultTree === undefined || texts.length === 0) return;
  const cache = join(await commonDirOf(git, repoRoot), CACHE);
  if (!(await isEnabled(git, repoRoot, cache))) return;
  for (const conflict of texts) {
    const result = await textAt(git, plan, resultTree, conflict.path);
    if (result === undefined) continue;
    await inPlace(git, plan, conflict, async (place) => {
      if (await hasEntries(join(cache, place.id))) return;
      await keep(await place.record(result), cache, place.id);
    });
  }
}

function isRemembered(conflict: MergeConflict): boolean {
  const { commit, ours, theirs } = conflict;
  // What replayed commits conflict with is known to nobody but git.
  if (commit !== undefined) return false;
  const isFile = [ours, theirs].every((stage) => stage?.mode.startsWith('100'));
  return isFile && isTextConflict(conflict);
}

/** As `rerere.enabled` says; without it, where the directory is there. */
async function isEnabled(git: GitRunner, repo: string, cache: string): Promise<boolean> {
  const args = ['config', '--type=bool', '--get', 'rerere.enabled'];
  const { code, stdout } = await git.run(repo, args, { doing: 'read a setting', accept: [0, 1] });
  if (code === 0) return stdout.toString('utf8').trim() === 'true';
  return stat(cache).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Another git may remember the same at this moment; then its answer stays. */
async function keep(made: string, cache: string, id: string): Promise<void> {
  const beside = join(cache, `qtui-${process.pid}-${id}`);
  await mkdir(cache, { recursive: true });
  try {
    await cp(made, beside, { recursive: true });
    await rename(beside, join(cache, id));
  } catch (thrown) {
    await rm(beside, { recursive: true, force: true });
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw thrown;
  }
}

async function hasEntries(directory: string): Promise<boolean> {
  return (await namesIn(directory)).length > 0;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw thrown;
  });
}

/** A repository of one file in conflict. */
interface Place {
  /** What git calls the conflict. */
  readonly id: string;
  /** From now on git knows what stands in this directory of a cache. */
  remember(known: string): Promise<void>;
  /** The file as git settles it; undefined where it cannot. */
  settle(): Promise<Buffer | undefined>;
  /** Settles the file so; resolves with the directory of what git remembers of it. */
  record(settled: Buffer): Promise<string>;
}

/** Undefined also where git has no name for the conflict: a file with markers of its own, say. */
async function inPlace<T>(
  git: GitRunner,
  plan: MergePlan,
  conflict: MergeConflict,
  work: (place: Place) => Promise<T>,
): Promise<T | undefined> {
  const marked = await textAt(git, plan, await markedTree(git, plan), conflict.path);
  if (marked === undefined) return undefined;
  const objects = join(await commonDirOf(git, plan.request.repoRoot), 'objects');
  return withTemporaryDirectory(async (directory) => {
    const [gitDir, tree] = [join(directory, 'git'), join(directory, 'tree')];
    const [cache, file] = [join(gitDir, CACHE), join(tree, FILE)];
    await makeRepository(gitDir, objects, conflict);
    await mkdir(tree);
    const env = { GIT_DIR: gitDir, GIT_WORK_TREE: tree };
    const run = (args: readonly string[], input?: string) =>
      git.run(tree, [...SETTINGS, ...args], { doing: DOING, env, ...(input && { input }) });
    await run(['update-index', '--index-info'], indexOf(conflict));
    const conflicted = async () => {
      await rm(join(gitDir, 'MERGE_RR'), { force: true });
      await writeFile(file, marked);
      await run(['rerere']);
    };
    await conflicted();
    const [id] = await namesIn(cache);
    if (id === undefined) return undefined;
    const own = join(cache, id);
    return work({
      id,
      async remember(known) {
        await rm(own, { recursive: true });
        await cp(known, own, { recursive: true });
      },
      async settle() {
        await conflicted();
        const settled = await readFile(file);
        const text = settled.toString('latin1');
        return newMarkerLines(text, []).length === 0 ? settled : undefined;
      },
      async record(settled) {
        await writeFile(file, settled);
        await run(['rerere']);
        return own;
      },
    });
  });
}

/** The place is for git's memory alone: nothing of the person's settings changes its files. */
const SETTINGS = [
  ...NO_HOOKS,
  ...['-c', 'rerere.enabled=true', '-c', 'rerere.autoUpdate=false'],
  ...['-c', 'core.autocrlf=false', '-c', 'core.fsmonitor=false'],
] as const;

async function makeRepository(gitDir: string, objects: string, { ours }: MergeConflict) {
  await mkdir(join(gitDir, 'objects', 'info'), { recursive: true });
  await mkdir(join(gitDir, 'refs'));
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${objects}\n`);
  const isSha256 = ours?.oid.length === 64;
  const format = '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n';
  if (isSha256) await writeFile(join(gitDir, 'config'), format);
}

function indexOf({ base, ours, theirs }: MergeConflict): string {
  return [base, ours, theirs]
    .map((stage, index) => (stage ? `${stage.mode} ${stage.oid} ${index + 1}\t${FILE}\n` : ''))
    .join('');
}

const markedTrees = new WeakMap<MergePlan, Promise<Oid>>();

/** The merge with markers as the person's git writes them: their style names the conflict too. */
function markedTree(git: GitRunner, plan: MergePlan): Promise<Oid> {
  const known = markedTrees.get(plan);
  if (known !== undefined) return known;
  const { landedBefore, ontoOid, sourceOid } = plan;
  const sides = [landedBefore?.groundOid ?? ontoOid, sourceOid];
  const args = ['merge-tree', '--write-tree', '--no-messages', '-z', ...sides];
  const tree = git
    .run(mergePlace(plan), args, { doing: DOING, accept: [0, 1] })
    .then(({ stdout }) => stdout.toString('latin1').split('\0', 1)[0] ?? '');
  markedTrees.set(plan, tree);
  return tree;
}

/** A file of a tree as a checkout would write it; undefined where there is none. */
async function textAt(
  git: GitRunner,
  plan: MergePlan,
  tree: Oid,
  path: string,
): Promise<Buffer | undefined> {
  // A path that is no text cannot be an argument.
  if (/\p{Surrogate}/u.test(path)) return undefined;
  const args = ['cat-file', '--filters', `--path=${path}`, `${tree}:${path}`];
  const how = { doing: DOING, accept: 'any' } as const;
  const { code, stdout } = await git.run(mergePlace(plan), args, how);
  return code === 0 ? stdout : undefined;
}
