import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ANSWER_SOURCES } from '../../core/conflict/hunks.js';
import { CONFLICT_CHOICES, CONTENT_ORIGINS, MERGE_STRATEGIES } from '../../core/merge.js';
import { MERGE_STEPS, type SavedMergeDraft } from '../../core/merge-draft.js';
import type { MergeDraftStore } from '../../core/ports/merge-progress.js';
import { isSessionId } from '../registry/ids.js';
import { allNamesIn } from '../registry/names-in.js';
import { identifyProcess } from '../registry/process-identity.js';
import { namesOfFiles, versionedFile } from '../registry/versioned-file.js';

const VERSION = 1;
const DOING = 'look for drafts of merges';

const text = z.string().check(z.minLength(1));
const place = {
  path: text,
  commit: z.optional(text),
  for: z.object({ base: z.optional(text), ours: z.optional(text), theirs: z.optional(text) }),
};
const answer = z.union([
  z.enum(['ours', 'theirs', 'both', 'both-reversed']),
  z.object({ lines: z.array(z.string()) }),
]);
const begunFile = z.object({
  ...place,
  of: z.number(),
  answers: z.array(z.object({ hunk: z.number(), answer, source: z.enum(ANSWER_SOURCES) })),
  typed: z.optional(z.object({ hunk: z.number(), lines: z.array(z.string()) })),
});
const schema = z.object({
  version: z.literal(VERSION),
  repoRoot: text,
  source: text,
  target: text,
  strategy: z.enum(MERGE_STRATEGIES),
  sourceOid: text,
  targetOid: text,
  resolutions: z.array(
    z.union([
      z.object({ ...place, take: z.enum(CONFLICT_CHOICES) }),
      z.object({
        ...{ ...place, take: z.literal('content'), oid: text, mode: text },
        origin: z.optional(z.enum(CONTENT_ORIGINS)),
      }),
    ]),
  ),
  begun: z.optional(z.array(begunFile)),
  acceptedFailure: z.optional(z.object({ tree: text, command: z.array(z.string()), time: text })),
  message: z.optional(z.string()),
  commit: z.optional(z.object({ message: z.string(), leftOut: z.array(text) })),
  step: z.enum(MERGE_STEPS),
  time: text,
  writer: z.object({ pid: z.number(), host: z.string() }),
});
type StoredDraft = z.infer<typeof schema>;

/** The drafts in one directory, a file each: `<session id>.json`, 0600. */
export function createFileDraftStore(directory: string): MergeDraftStore {
  const file = versionedFile('draft of the merge', { version: VERSION, schema });
  const pathOf = (id: string) => join(directory, `${id}.json`);
  return {
    async read(id) {
      const { value, warning } = await file.read(pathOf(id));
      return {
        ...(value && { draft: withoutVersion(value) }),
        warnings: warning ? [warning] : [],
      };
    },
    async save(id, draft) {
      const { pid, host } = await identifyProcess(process.pid);
      const stored = { version: VERSION, ...draft, writer: { pid, host } } as StoredDraft;
      await file.change(pathOf(id), () => stored);
    },
    async drop(id) {
      const names = await allNamesIn(directory, DOING);
      for (const name of names.filter((each) => each.startsWith(`${id}.json.unreadable`))) {
        await rm(join(directory, name), { force: true });
      }
      const isThere = names.includes(`${id}.json`);
      if (isThere) await rm(pathOf(id), { force: true });
      return isThere;
    },
    async ids() {
      const ids = new Set<string>();
      for (const name of await namesOfFiles(directory, DOING)) {
        const [, id = ''] = /^([^.]+)\.json/.exec(name) ?? [];
        if (isSessionId(id)) ids.add(id);
      }
      return [...ids];
    },
  };
}

function withoutVersion({ version: _version, ...draft }: StoredDraft): SavedMergeDraft {
  return JSON.parse(JSON.stringify(draft)) as SavedMergeDraft;
}
