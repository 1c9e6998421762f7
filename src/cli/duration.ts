import { QtuiError } from '../core/errors.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** `36h`, `7d`, `2w`, `90m` in ms. Throws `usage` for anything else. */
export function parseDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (amount !== '' && !Number.isNaN(ms)) return ms;
  throw new QtuiError('usage', `"${text}" is no time span.`, {
    hint: 'Write a number and m, h, d or w, as 36h, 7d or 2w.',
  });
}
