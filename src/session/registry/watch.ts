import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Logger } from '../../core/config.js';
import { toQtuiError } from '../../core/errors.js';
import { type Disposable, toDisposable } from '../../core/lifecycle.js';
import { makeDirectories } from '../../core/make-directories.js';

/** ms after a change in which others belong to it: a save makes several. */
const SETTLE_TIME = 150;

/**
 * Calls `onChange` soon after any process has changed a row of the registry in `directory`, until
 * it is disposed; at most once in `SETTLE_TIME` ms. Where the system cannot tell of changes nothing
 * is called, which the log is told.
 */
export function watchRegistry(directory: string, log: Logger, onChange: () => void): Disposable {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const fail = (thrown: unknown) => {
    watcher?.close();
    log.log('warn', 'registry-not-watched', { code: toQtuiError(thrown, 'watch sessions').code });
  };
  const tell = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, SETTLE_TIME);
  };
  // It is not there before the first session.
  makeDirectories(mkdir, directory, 0o700)
    .then(() => {
      if (isDisposed) return;
      // Every save holds the row's lock, a file right here: rows need no watcher each.
      watcher = watch(directory, { persistent: false }, (_event, name) => {
        if (name === null || name.endsWith('.lock')) tell();
      });
      watcher.on('error', fail);
      // What has changed before the watcher was there.
      tell();
    })
    .catch(fail);
  return toDisposable(() => {
    isDisposed = true;
    clearTimeout(timer);
    watcher?.close();
  });
}
