/** How long ago, in words of at most two units' precision: `now`, `5m`, `3h`, `2d`. */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1000));
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return 'now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How long from now, as `ago` words it: `now`, `5h`, `2d`. */
export function until(iso: string, now: number): string {
  const left = Date.parse(iso) - now;
  return ago(new Date(now - left).toISOString(), now);
}
