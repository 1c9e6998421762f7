import { QtuiError } from '../core/errors.js';

/** Throws `internal`, with what to install, when pseudo-terminals cannot be made here. */
export async function probePty(): Promise<void> {
  try {
    await import('node-pty');
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new QtuiError('internal', `node-pty does not load: ${reason}`, {
      hint: 'Where it has no binary for your platform it must be compiled: install python3, make and g++, then run npm ci.',
      cause,
    });
  }
}
