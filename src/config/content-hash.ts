import { createHash } from 'node:crypto';

/** What trust remembers a content by: its SHA-256 in hexadecimal digits. */
export function hashOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
