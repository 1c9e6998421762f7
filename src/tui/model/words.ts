import { count } from '../../core/text.js';

/** A number of bytes for people: `512 bytes`, `64 KB`, `1.5 MB`; 1 KB is 1024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  const isSmall = bytes < 1024 * 1024;
  const amount = bytes / (isSmall ? 1024 : 1024 * 1024);
  return `${amount < 10 ? amount.toFixed(1).replace(/\.0$/, '') : Math.round(amount)} ${isSmall ? 'KB' : 'MB'}`;
}
