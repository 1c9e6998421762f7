import { ago } from '../core/text.js';

export { ago };

/** How long from now, as `ago` words it: `now`, `5h`, `2d`. */
export function until(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  return ago(new Date(now - left).toISOString(), now);
}
