/** Addresses in what programs print: which text is one, and which may be opened. */

import { isOwnHost } from '../../core/host-name.js';

/** What stands in an address; brackets are looked at afterwards. */
const ADDRESS = /(?<![\p{L}\p{N}])(?:https?:\/\/|mailto:)[^\s\p{Cc}<>"`{}|\\^]+/giu;

/** Ends a sentence or closes what the address stands in. */
const TRAILING = /[.,;:!?'*…。、，；：！？]$/u;

const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '」': '「', '）': '（' };

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Without the punctuation and the brackets of the text around it. */
function withoutTrailing(address: string): string {
  const surplus = new Map(
    Object.entries(BRACKETS).map(([closing, opening]) => [
      closing,
      count(address, closing) - count(address, opening),
    ]),
  );
  for (let end = address.length; ; end -= 1) {
    const last = address[end - 1] ?? '';
    const leftOver = surplus.get(last) ?? 0;
    if (leftOver > 0) surplus.set(last, leftOver - 1);
    else if (!TRAILING.test(last)) return address.slice(0, end);
  }
}

/** The http, https or mailto address that covers the character at `index` (UTF-16) of a line. */
export function addressAt(line: string, index: number): string | undefined {
  for (const { 0: found, index: start } of line.matchAll(ADDRESS)) {
    const address = withoutTrailing(found);
    const isLonger = /^(?:https?:\/\/|mailto:)./iu.test(address);
    if (isLonger && index >= start && index < start + address.length) return address;
  }
  return undefined;
}

/**
 * The address in the form that is shown and opened, hosts as they are resolved; undefined for what
 * is not opened: other schemes, files of other hosts, text that is no address.
 */
export function openableAddress(address: string, hostName: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
    case 'mailto:':
      return url.href;
    case 'file:':
      return isOwnHost(url.host, hostName) ? `file://${url.pathname}` : undefined;
    default:
      return undefined;
  }
}
