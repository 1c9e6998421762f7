import { METADATA_VERSION } from '../../core/session.js';

type Row = Readonly<Record<string, unknown>>;

/** The migration at index N makes version N + 1 of version N; fields it does not know stay. */
const MIGRATIONS: readonly ((row: Row) => Row)[] = [addCounters, addAgentAndDirectory];

/** A row of an older version in today's shape; what it lacks gets the value it implied. */
export function migrate(row: Row, version: number): Row {
  return MIGRATIONS.slice(version, METADATA_VERSION).reduce((older, step) => step(older), row);
}

/** Version 0 knew neither types nor counters, and called an open session "running". */
function addCounters(row: Row): Row {
  return {
    type: 'development',
    firstMessage: '',
    lastActive: row['created'],
    fileCount: 0,
    messageCount: 0,
    customFields: {},
    ...row,
    status: row['status'] === 'running' ? 'active' : row['status'],
    version: 1,
  };
}

/** Version 1 had the agent's kind as a plain string and no directory beside the worktree's. */
function addAgentAndDirectory(row: Row): Row {
  const worktree = asRow(row['worktreeInfo']);
  const agent = row['agent'];
  return {
    ...row,
    agent: typeof agent === 'string' ? { kind: agent, command: [] } : agent,
    directory: row['directory'] ?? worktree?.['path'],
    ...(worktree ? { repoRoot: row['repoRoot'] ?? worktree['repoRoot'] } : {}),
    version: 2,
  };
}

function asRow(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null ? (value as Row) : undefined;
}
