import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChangedSettings, changeSettings } from '../../../config/change-settings.js';
import type { SettingsScope } from '../../../config/schema.js';
import { toQtuiError } from '../../../core/errors.js';
import { makeDirectories } from '../../../core/make-directories.js';
import { withLock } from '../../../session/registry/lock.js';

/**
 * As `changeSettings`, one after the other for all processes of the person: between the last look at
 * the file and its replacement another change would be lost. Throws `lock-busy` too.
 */
export async function writeSettings(
  stateDirectory: string,
  file: string,
  scope: SettingsScope,
  edit: (source: string) => string,
): Promise<ChangedSettings> {
  await makeDirectories(mkdir, stateDirectory, 0o700).catch((error: unknown) => {
    throw toQtuiError(error, `make ${stateDirectory}, where the lock of the settings is kept`, {
      untouched: 'The settings were left as they were.',
    });
  });
  return withLock(join(stateDirectory, 'settings.lock'), () => changeSettings(file, scope, edit));
}
