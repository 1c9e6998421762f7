import * as z from 'zod/mini';
import { QtuiError } from '../../core/errors.js';
import {
  METADATA_VERSION,
  SESSION_PRIORITIES,
  SESSION_STATUSES,
  SESSION_TYPES,
  type SessionMetadata,
} from '../../core/session.js';
import { isSessionId } from './ids.js';
import { migrate } from './migrations.js';

const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'is no time'));
const count = z.int().check(z.nonnegative());
const path = z.string().check(z.minLength(1));

/** Loose: a field that a newer or another program put there survives being rewritten. */
const schema = z.looseObject({
  version: z.literal(METADATA_VERSION),
  id: z.string().check(z.refine(isSessionId, 'is no session id')),
  status: z.enum(SESSION_STATUSES),
  created: time,
  lastActive: time,
  firstMessage: z.string(),
  name: z.optional(z.string()),
  type: z.enum(SESSION_TYPES),
  fileCount: count,
  messageCount: count,
  ended: z.optional(z.looseObject({ time, summary: z.string() })),
  countedPrompts: z.optional(z.array(z.looseObject({ counterId: z.string(), prompts: count }))),
  isPinned: z.optional(z.literal(true)),
  priority: z.optional(z.enum(SESSION_PRIORITIES)),
  agent: z.looseObject({
    kind: z.string(),
    command: z.array(z.string()),
    conversationId: z.optional(z.string()),
  }),
  directory: path,
  repoRoot: z.optional(path),
  backgroundTask: z.optional(z.string()),
  worktreeInfo: z.optional(
    z.looseObject({
      path,
      branch: z.string().check(z.minLength(1)),
      repoRoot: path,
      isTemporary: z.boolean(),
      mergeTarget: z.string(),
      baseOid: z.string(),
      startOid: z.optional(z.string()),
      branchExisted: z.optional(z.boolean()),
      mergedOid: z.optional(z.string()),
      landedOid: z.optional(z.string()),
    }),
  ),
  ports: z.optional(z.looseObject({ first: count, count })),
  customFields: z.record(z.string(), z.unknown()),
});

export interface ParsedMetadata {
  session: SessionMetadata;
  /** Schema version of the text; lower than the current one when it was migrated. */
  version: number;
}

/**
 * Reads a registry row or a worktree's mark; `origin` names the file in errors. Older versions
 * are migrated. Throws `metadata-newer` (see `readableOfNewer`), or `metadata-corrupt` for anything
 * that is no row.
 */
export function parseMetadata(text: string, origin: string): ParsedMetadata {
  const value = parseObject(text, origin);
  const version = versionOf(value, origin);
  if (version > METADATA_VERSION) throw newer(origin, version, value);
  const parsed = schema.safeParse(migrate(value, version));
  if (!parsed.success) throw corrupt(origin, describeIssue(parsed.error));
  return { session: parsed.data as SessionMetadata, version };
}

/** The row as stored, unknown fields included. */
export function formatMetadata(session: SessionMetadata): string {
  return `${JSON.stringify(session, undefined, 2)}\n`;
}

function parseObject(text: string, origin: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(origin, text.trim() === '' ? 'it is empty' : 'it is no JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw corrupt(origin, 'it holds no object');
  }
  return value as Record<string, unknown>;
}

/** Rows of the first kind had no version. */
function versionOf(value: Record<string, unknown>, origin: string): number {
  const version = value['version'] ?? 0;
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 0) return version;
  throw corrupt(origin, 'its version is no number');
}

function describeIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.map(String).join('.') || 'it'}: ${issue.message}` : 'it is no row';
}

/** The error for a file that should hold a row and does not. */
export function corrupt(origin: string, reason: string, cause?: unknown): QtuiError {
  return new QtuiError('metadata-corrupt', `${origin} cannot be read: ${reason}.`, {
    untouched: 'The file was left as it is.',
    hint: '`qtui sessions recover` brings it back from its worktree, or puts it aside where nothing is left.',
    data: { path: origin },
    cause,
  });
}

/**
 * What can be shown of a row that a newer qtui has written, from the error that reading it has
 * thrown: as much as today's schema understands. Undefined for any other error, and where that is
 * too little.
 */
export function readableOfNewer(error: unknown): SessionMetadata | undefined {
  if (!(error instanceof QtuiError) || error.code !== 'metadata-newer') return undefined;
  const row = error.data['row'];
  if (typeof row !== 'object' || row === null) return undefined;
  const parsed = schema.safeParse({ ...row, version: METADATA_VERSION });
  return parsed.success ? (parsed.data as SessionMetadata) : undefined;
}

function newer(origin: string, version: number, row: Record<string, unknown>): QtuiError {
  return new QtuiError(
    'metadata-newer',
    `${origin} was written by a newer qtui (schema ${version}, this one knows ${METADATA_VERSION}).`,
    {
      untouched: 'The session was left as it is.',
      hint: 'Update qtui to work with this session.',
      data: { path: origin, version, row },
    },
  );
}
