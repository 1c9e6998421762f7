import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type DiffComment, mergedComments } from '../core/diff-comment.js';
import type { DiffCommentStore } from '../core/ports/session-diff.js';
import { isSessionId } from './registry/ids.js';
import { namesOfFiles, versionedFile } from './registry/versioned-file.js';

const VERSION = 1;

const text = z.string().check(z.minLength(1));
const line = z.object({
  kind: z.enum(['context', 'added', 'removed']),
  text: z.string(),
  old: z.optional(z.number()),
  new: z.optional(z.number()),
  isUnended: z.optional(z.literal(true)),
});
const schema = z.object({
  version: z.literal(VERSION),
  comments: z.array(
    z.object({
      id: z.number(),
      path: text,
      lines: z.array(line),
      text,
      isOutdated: z.optional(z.literal(true)),
    }),
  ),
});
type Stored = z.infer<typeof schema>;

/** Comments in one directory, a file for each session: `<session id>.json`, 0600. */
export function createFileCommentStore(directory: string): DiffCommentStore {
  const file = versionedFile('comments on the changes', { version: VERSION, schema });
  const pathOf = (id: string) => join(directory, `${id}.json`);
  return {
    async read(id) {
      const { value, warning } = await file.read(pathOf(id));
      return { comments: commentsOf(value), warnings: warning ? [warning] : [] };
    },
    async save(id, comments, known) {
      let all: readonly DiffComment[] = [];
      await file.change(pathOf(id), (value) => {
        all = mergedComments(known, comments, commentsOf(value));
        return all.length === 0 ? undefined : ({ version: VERSION, comments: all } as Stored);
      });
      return all;
    },
    async drop(id) {
      await rm(pathOf(id), { force: true });
    },
    async ids() {
      const names = await namesOfFiles(directory, 'look for comments');
      return names.flatMap((name) => {
        const [, id = ''] = /^([^.]+)\.json$/.exec(name) ?? [];
        return isSessionId(id) ? [id] : [];
      });
    },
  };
}

function commentsOf(value: Stored | undefined): DiffComment[] {
  return JSON.parse(JSON.stringify(value?.comments ?? [])) as DiffComment[];
}
