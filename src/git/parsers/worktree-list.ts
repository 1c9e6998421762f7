import type { WorktreeEntry } from '../../core/repository.js';

/**
 * Records of `git worktree list --porcelain -z`; the first one is the main worktree.
 * https://git-scm.com/docs/git-worktree#_porcelain_format
 */
export function parseWorktreeList(output: string | Buffer): WorktreeEntry[] {
  const text = typeof output === 'string' ? output : output.toString('utf8');
  return text
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record, index) => parseRecord(record, index === 0));
}

function parseRecord(record: string, isMain: boolean): WorktreeEntry {
  const entry: WorktreeEntry = { path: '', isMain, isBare: false, isDetached: false };
  for (const attribute of record.split('\0')) {
    const space = attribute.indexOf(' ');
    const label = space < 0 ? attribute : attribute.slice(0, space);
    const value = space < 0 ? '' : attribute.slice(space + 1);
    applyAttribute(entry, label, value);
  }
  return entry;
}

function applyAttribute(entry: WorktreeEntry, label: string, value: string): void {
  switch (label) {
    case 'worktree':
      entry.path = value;
      break;
    case 'HEAD':
      // An unborn branch is listed with the null id.
      if (!/^0+$/.test(value)) entry.oid = value;
      break;
    case 'branch':
      entry.branch = value.replace(/^refs\/heads\//, '');
      break;
    case 'detached':
      entry.isDetached = true;
      break;
    case 'bare':
      entry.isBare = true;
      break;
    case 'locked':
      entry.locked = value;
      break;
    case 'prunable':
      entry.prunable = value;
      break;
    default:
      // Attributes of newer versions say nothing that is asked here.
      break;
  }
}
