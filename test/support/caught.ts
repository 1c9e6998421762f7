import { QtuiError } from '../../src/core/errors.js';

/** The `QtuiError` that a promise rejects with; anything else fails the test. */
export async function caught(promise: Promise<unknown>): Promise<QtuiError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof QtuiError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
