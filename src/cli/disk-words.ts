import { type DiskSize, NO_SIZE } from '../core/disk-usage.js';
import { formatBytes } from '../core/text.js';

/** What is taken from the disk; with a sign where there is more that could not be read. */
export function sizeWords({ allocated, unread }: DiskSize = NO_SIZE): string {
  if (allocated === 0 && unread.length === 0) return '-';
  return `${unread.length > 0 ? '> ' : ''}${formatBytes(allocated)}`;
}
