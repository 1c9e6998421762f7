import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** A test of a program that not every machine has; without it there is no such test. */
export function testWith(program: string, what: string, run: () => Promise<void>): void {
  const directories = ['/usr/local/bin', '/usr/bin', '/bin'];
  if (directories.some((directory) => existsSync(join(directory, program)))) {
    test(`${program}: ${what}`, run);
  }
}
