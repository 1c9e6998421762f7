/**
 * Whether the host of an address (`file://host/…`) is this machine, whose own name is `ownName`: none
 * at all, `localhost`, or that name with or without its domain.
 */
export function isOwnHost(host: string, ownName: string): boolean {
  const own = ownName.toLowerCase();
  return ['', 'localhost', own, own.replace(/\..*$/, '')].includes(host.toLowerCase());
}
