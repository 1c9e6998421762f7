import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  CheckVerdict,
  TriedCombination,
  TriedMerge,
  TriedMerges,
  TriedOutcome,
} from '../../core/foreseen-merge.js';
import { makeDirectories } from '../../core/make-directories.js';

const VERSION = 2;
/** Days after which what nobody has tried again is dropped. */
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** Names of the files of one repository, without their ends. */
export function fileOf(directory: string, repoRoot: string): string {
  const name = createHash('sha256').update(repoRoot).digest('hex').slice(0, 20);
  return join(directory, name);
}

/** What was tried in a repository; undefined where nothing is kept that can be used. Never throws. */
export async function readTried(
  directory: string,
  repoRoot: string,
): Promise<TriedMerges | undefined> {
  try {
    const text = await readFile(`${fileOf(directory, repoRoot)}.json`, 'utf8');
    const value = JSON.parse(text) as { version?: unknown; tried?: unknown };
    return value.version === VERSION && isTried(value.tried) ? value.tried : undefined;
  } catch {
    // It is found out again.
    return undefined;
  }
}

/** Keeps what was tried, and drops what is old; without it only time is lost, so it never throws. */
export async function keepTried(
  directory: string,
  repoRoot: string,
  tried: TriedMerges,
): Promise<void> {
  const file = `${fileOf(directory, repoRoot)}.json`;
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await makeDirectories(mkdir, directory, 0o700);
    await writeFile(temporary, JSON.stringify({ version: VERSION, tried }), { mode: 0o600 });
    await rename(temporary, file);
    await sweep(directory);
  } catch {
    // What is not kept is found out again.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > KEPT_DAYS * DAY_MS) await rm(path, { force: true });
  }
}

function isTried(value: unknown): value is TriedMerges {
  const tried: Partial<Record<keyof TriedMerges, unknown>> = Object(value);
  return (
    typeof tried.commonDir === 'string' &&
    areAll(tried.asked, isText) &&
    Object.values(Object(tried.tips)).every(isText) &&
    areAll(tried.merges, isMerge) &&
    areAll(tried.combinations, isCombination) &&
    areAll(tried.verdicts, isVerdict)
  );
}

function areAll<T>(value: unknown, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

function isMerge(value: unknown): value is TriedMerge {
  const merge: Partial<Record<keyof TriedMerge, unknown>> = Object(value);
  return (
    [merge.id, merge.source, merge.target, merge.strategy].every(isText) &&
    areAll(merge.refs, isText) &&
    [merge.alone, merge.inTurn].every(isOutcome)
  );
}

function isCombination(value: unknown): value is TriedCombination {
  const { target, sessions, tree, check }: Partial<Record<keyof TriedCombination, unknown>> =
    Object(value);
  const isKnown = check === undefined || CHECKS.includes(check);
  return [target, tree].every(isText) && areAll(sessions, isText) && isKnown;
}

function isVerdict(value: unknown): value is CheckVerdict {
  const { tree, command, check }: Partial<Record<keyof CheckVerdict, unknown>> = Object(value);
  return isText(tree) && areAll(command, isText) && CHECKS.includes(check);
}

const CHECKS: readonly unknown[] = ['passed', 'failed'];
const OUTCOMES: readonly unknown[] = ['clean', 'conflicts', 'up-to-date', 'obstacle'];

function isOutcome(value: unknown): value is TriedOutcome {
  const { outcome, conflicts }: Partial<Record<keyof TriedOutcome, unknown>> = Object(value);
  return OUTCOMES.includes(outcome) && Number.isSafeInteger(conflicts);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
