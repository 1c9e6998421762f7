import type { CheckoutProgress } from '../../core/repository.js';

/**
 * The newest progress in what `git checkout --progress` wrote; undefined where there is none.
 * Lines are `Updating files:  45% (450/1000)`, ended by a carriage return.
 */
export function parseCheckoutProgress(text: string): CheckoutProgress | undefined {
  const last = [...text.matchAll(/^Updating files: +\d+% \((\d+)\/(\d+)\)/gm)].at(-1);
  return last ? { done: Number(last[1]), total: Number(last[2]) } : undefined;
}
