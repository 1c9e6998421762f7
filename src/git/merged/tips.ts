import type { Oid } from '../../core/repository.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';

export interface Tip {
  /** Short name, as people call it: `main`, `origin/main`. */
  name: string;
  ref: string;
  oid: Oid;
}

interface RefRow {
  oid: Oid;
  upstream: string;
  /** Committer date, seconds since 1970. */
  date: number;
}

/**
 * Where work for a target may be: the branch, then its remote counterpart. Without either it is
 * gone; the main branches stand in, as the target may have been merged there or renamed.
 */
export interface TargetTips {
  tips: Tip[];
  areStandIns: boolean;
}

/** The branches that questions are about, read at once. */
export interface Tips {
  source(branch: string): (Tip & { date: number }) | undefined;
  targets(target: string): Promise<TargetTips>;
}

/** Up to so many patterns are matched against every ref; beyond, all branches are read. */
const MOST_PATTERNS = 40;

/** Where the branches and targets stand, by a few runs of git however many they are. */
export async function readTips(
  git: GitRunner,
  repo: string,
  branches: readonly string[],
  targets: readonly string[],
): Promise<Tips> {
  const refs = await readRefs(git, repo, branches, targets);
  let standIns: Promise<Tip[]> | undefined;
  const known = new Map<string, Promise<TargetTips>>();

  async function find(target: string): Promise<TargetTips> {
    const local = tipOf(refs, branchRef(target));
    const named = tipOf(refs, `refs/remotes/${target}`);
    const upstream = refs.get(branchRef(target))?.upstream;
    const remote = upstream ? await upstreamTip(upstream) : counterpart(refs, target);
    const found = [local ?? named, remote].filter((tip) => tip !== undefined);
    const distinct = found.filter(({ oid }, at) => found.findIndex((o) => o.oid === oid) === at);
    if (distinct.length > 0) return { tips: distinct, areStandIns: false };
    standIns ??= permanentBranches(git, repo);
    return { tips: await standIns, areStandIns: true };
  }

  async function upstreamTip(ref: string): Promise<Tip | undefined> {
    const oid = refs.get(ref)?.oid ?? (await readRef(git, repo, ref));
    return oid === undefined ? undefined : { name: shortName(ref), ref, oid };
  }

  return {
    source(branch) {
      const ref = [branchRef(branch), `refs/remotes/${branch}`].find((name) => refs.has(name));
      const row = ref === undefined ? undefined : refs.get(ref);
      return ref === undefined || row === undefined
        ? undefined
        : { name: branch, ref, oid: row.oid, date: row.date };
    },
    targets(target) {
      const found = known.get(target) ?? find(target);
      known.set(target, found);
      return found;
    },
  };
}

async function readRefs(
  git: GitRunner,
  repo: string,
  branches: readonly string[],
  targets: readonly string[],
): Promise<Map<string, RefRow>> {
  const named = [...branches, ...targets].flatMap((name) => [
    branchRef(name),
    `refs/remotes/${name}`,
  ]);
  const remote = targets.map((name) => `refs/remotes/*/${name}`);
  const patterns = [...named, ...remote];
  const wanted =
    patterns.length > MOST_PATTERNS || !patterns.every(isPattern)
      ? ['refs/heads', 'refs/remotes']
      : patterns;
  const atoms = ['refname', 'objectname', 'upstream', 'committerdate:unix'];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), ...wanted], {
    doing: `read the branches of ${repo}`,
  });
  return new Map(
    parseRefRows(stdout, atoms.length).map(([name = '', oid = '', upstream = '', date]) => [
      name,
      { oid, upstream, date: Number(date) },
    ]),
  );
}

/** What is no ref name is no pattern either, and might not even fit into an argument. */
function isPattern(text: string): boolean {
  return !text.includes('\0') && text.length < 4096;
}

/** The target on origin, or on the only remote that has it. */
function counterpart(refs: ReadonlyMap<string, RefRow>, target: string): Tip | undefined {
  const origin = tipOf(refs, `refs/remotes/origin/${target}`);
  if (origin !== undefined) return origin;
  const elsewhere = [...refs.keys()].filter(
    (ref) =>
      /^refs\/remotes\/[^/]+\//.test(ref) && ref.replace(/^refs\/remotes\/[^/]+\//, '') === target,
  );
  const [only, ...others] = elsewhere;
  return only === undefined || others.length > 0 ? undefined : tipOf(refs, only);
}

function tipOf(refs: ReadonlyMap<string, RefRow>, ref: string): Tip | undefined {
  const row = refs.get(ref);
  return row === undefined ? undefined : { name: shortName(ref), ref, oid: row.oid };
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(heads|remotes)\//, '');
}

/** The branches that a repository keeps: the one that origin calls its own, main, master. */
async function permanentBranches(git: GitRunner, repo: string): Promise<Tip[]> {
  const atoms = ['refname', 'objectname', 'symref'];
  const wanted = ['refs/remotes/origin/HEAD', branchRef('main'), branchRef('master')];
  const { stdout } = await git.run(repo, ['for-each-ref', refFormat(atoms), ...wanted], {
    doing: `look for the main branch of ${repo}`,
  });
  return parseRefRows(stdout, atoms.length)
    .filter(([name = '']) => wanted.includes(name))
    .map(([name = '', oid = '', symref = '']) => {
      const ref = symref === '' ? name : symref;
      return { name: shortName(ref), ref, oid };
    });
}
