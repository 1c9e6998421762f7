/** Files that a person edits, in the state directory for as long as the editor is open. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { nanoid } from 'nanoid';
import { toQtuiError } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { CutOffEdit, EditedFile, OpenEdit } from '../../core/ports/editing.js';
import { printable } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { allNamesIn } from '../registry/names-in.js';
import {
  identifyProcess,
  livenessOf,
  type ProcessIdentity,
  parseIdentity,
} from '../registry/process-identity.js';
import { editorFor } from './editor.js';

const DOING = 'look for texts whose editing was cut off';

/** An edit on record; told of, it has another name. */
const RECORD = 'edit.json';
const TOLD = 'told.json';

/** Directory of the file in the one of the edit: what an editor puts beside it stays with it. */
const FILES = 'file';

/** For how long an edit that was told of is kept, ms. */
const KEPT = 30 * 24 * 60 * 60 * 1000;

/** Age at which a directory without a record is what a crash has left, ms. */
const HALF_MADE = 60 * 60 * 1000;

/** Longest name of a file, UTF-16 units; systems take 255 bytes. */
const LONGEST_NAME = 80;

interface EditRecord {
  title: string;
  file: string;
  time: string;
  owner: ProcessIdentity;
  /** SHA-256 of what the file began with, in hex. */
  digest: string;
}

/** See `EditingService.beginEdit`. */
export async function beginEdit(
  { environment, paths, now }: SessionDependencies,
  { bytes, name, title }: EditedFile,
): Promise<OpenEdit> {
  const directory = join(paths.stateDirectory, 'edits', nanoid());
  const cwd = join(directory, FILES);
  const file = join(cwd, fileName(name));
  const argv = await editorFor(file, environment);
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const owner = await identifyProcess(process.pid);
    const time = now().toISOString();
    const record: EditRecord = { title, file, time, owner, digest: digestOf(bytes) };
    await makeDirectories(mkdir, cwd, 0o700);
    // First: a file without a record would be nobody's.
    await writeFile(join(directory, RECORD), JSON.stringify(record), { mode: 0o600 });
    await writeFile(file, bytes, { mode: 0o600 });
  } catch (thrown) {
    await remove();
    throw toQtuiError(thrown, `write ${name} for an editor`, { untouched: 'Nothing was opened.' });
  }
  return {
    ...{ file, argv, cwd, env: environment, remove },
    async read() {
      try {
        return await readFile(file);
      } catch (thrown) {
        throw toQtuiError(thrown, `read what was edited in ${file}`);
      }
    },
  };
}

/** See `EditingService.cutOffEdits`. */
export async function cutOffEdits({ paths, now }: SessionDependencies): Promise<CutOffEdit[]> {
  const parent = join(paths.stateDirectory, 'edits');
  const found: CutOffEdit[] = [];
  for (const name of await allNamesIn(parent, DOING)) {
    const directory = join(parent, name);
    const edit = await cutOff(directory, now().getTime());
    if (edit) found.push(edit);
  }
  return found.sort((a, b) => a.time.localeCompare(b.time));
}

/** What is to be told of the edit of this directory; what is of no use to anybody goes. */
async function cutOff(directory: string, now: number): Promise<CutOffEdit | undefined> {
  // What cannot be removed is found again by the next start.
  const remove = () => rm(directory, { recursive: true, force: true }).catch(() => undefined);
  const record = await readRecord(join(directory, RECORD));
  if (!record) {
    const told = await ageOf(join(directory, TOLD), now);
    const age = told ?? (await ageOf(directory, now));
    if (age !== undefined && age > (told === undefined ? HALF_MADE : KEPT)) await remove();
    return undefined;
  }
  if ((await livenessOf(record.owner)) !== 'dead') return undefined;
  if (!(await hasChanged(directory, record))) {
    await remove();
    return undefined;
  }
  const isOurs = await rename(join(directory, RECORD), join(directory, TOLD)).then(
    () => true,
    () => false,
  );
  const { title, file, time } = record;
  return isOurs ? { title, file, time } : undefined;
}

/** Something was saved, or the editor has left rescue files. */
async function hasChanged(directory: string, { file, digest }: EditRecord): Promise<boolean> {
  // What cannot be looked at may be somebody's text.
  const names = await allNamesIn(join(directory, FILES), DOING).catch(() => undefined);
  if (names === undefined) return true;
  if (names.length === 0) return false;
  if (names.length > 1 || names[0] !== basename(file)) return true;
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined || digestOf(bytes) !== digest;
}

async function readRecord(path: string): Promise<EditRecord | undefined> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<EditRecord>;
    const owner = parseIdentity(value.owner);
    const { title, file, time, digest } = value;
    const texts = [title, file, time, digest];
    if (!owner || texts.some((each) => typeof each !== 'string')) return undefined;
    return { title, file, time, digest, owner } as EditRecord;
  } catch {
    // One that was cut off while it was written is as good as none.
    return undefined;
  }
}

/** Undefined where that cannot be told: then it is as young as can be. */
async function ageOf(path: string, now: number): Promise<number | undefined> {
  const entry = await stat(path).catch(() => undefined);
  return entry && now - entry.ctimeMs;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The last part of a path of any text as a name that every system takes, its ending kept. */
function fileName(path: string): string {
  const name = printable(basename(path)).replaceAll(/[/\\:*?"<>|]/g, '_');
  if (name === '' || /^\.+$/.test(name)) return 'text';
  const ending = extname(name).slice(0, 20);
  const stem = name.slice(0, name.length - extname(name).length);
  return `${stem.slice(0, LONGEST_NAME - ending.length)}${ending}`;
}
