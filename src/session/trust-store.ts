import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import type { Logger } from '../core/config.js';
import { QtuiError, toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import type { ProjectFile, TrustedFile, TrustStore } from '../core/ports/trust.js';
import { writeDurably } from './registry/atomic-write.js';
import { withLock } from './registry/lock.js';

const VERSION = 1;

const text = z.string().check(z.minLength(1));
const schema = z.object({
  version: z.literal(VERSION),
  trusted: z.array(z.object({ path: text, root: text, hash: text, since: text })),
});

/** The trusted contents in one JSON file, 0600, replaced atomically under a lock. */
export function createFileTrustStore(
  path: string,
  { log, now }: { log: Logger; now: () => Date },
): TrustStore {
  async function change(
    doing: string,
    next: (trusted: TrustedFile[]) => TrustedFile[],
    onUnreadable: (error: QtuiError) => Promise<TrustedFile[]>,
  ): Promise<void> {
    try {
      await makeDirectories(mkdir, dirname(path), 0o700);
      await withLock(`${path}.lock`, async () => {
        const before = await readTrusted(path).catch(onUnreadable);
        const trusted = next(before);
        await writeDurably(path, `${JSON.stringify({ version: VERSION, trusted }, null, 2)}\n`);
      });
    } catch (error) {
      throw toQtuiError(error, doing, { untouched: 'What was trusted before still is.' });
    }
  }

  async function putAside(error: QtuiError): Promise<TrustedFile[]> {
    if (error.code !== 'trust-unreadable' || error.data['isNewer']) throw error;
    await rename(path, `${path}.unreadable`);
    log.log('warn', 'trust-put-aside', { path });
    return [];
  }

  return {
    async isTrusted(file) {
      return (await readTrusted(path)).some((trusted) => isSame(trusted, file));
    },
    async trust({ path: filePath, root, hash }) {
      const added: TrustedFile = { path: filePath, root, hash, since: now().toISOString() };
      await change(
        `remember that ${filePath} is trusted`,
        (before) => [added, ...before.filter((trusted) => !isSame(trusted, added))],
        putAside,
      );
    },
    async revoke(root) {
      let revoked = 0;
      await change(
        `forget the trust in ${root}`,
        (before) => {
          const kept = before.filter((trusted) => trusted.root !== root);
          revoked = before.length - kept.length;
          return kept;
        },
        (error) => Promise.reject(error),
      );
      return revoked;
    },
    list: () => readTrusted(path),
  };
}

function isSame(one: ProjectFile, other: ProjectFile): boolean {
  return one.root === other.root && one.hash === other.hash;
}

async function readTrusted(path: string): Promise<TrustedFile[]> {
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw toQtuiError(error, 'read which project files are trusted');
  }
  const value = parseJson(source);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data.trusted;
  const version = (value as { version?: unknown } | null | undefined)?.version;
  throw unreadable(path, typeof version === 'number' && version > VERSION);
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    // What is no JSON fits no schema either, and is told as unreadable.
    return undefined;
  }
}

function unreadable(path: string, isNewer: boolean): QtuiError {
  const reason = isNewer ? 'a newer qtui has written it' : 'it is damaged';
  return new QtuiError('trust-unreadable', `${path} cannot be understood: ${reason}.`, {
    untouched: 'No project file counts as trusted, and no command of one runs.',
    hint: isNewer
      ? 'Update qtui.'
      : 'Run `qtui trust` in the repositories you trust: it puts the damaged file aside.',
    data: { path, isNewer },
  });
}
