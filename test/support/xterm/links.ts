import type { Links } from '../../../src/pty/requests/links.js';
import type { XtermBuffer, XtermCore } from './internals.js';

/**
 * Keeps links in place of `OscLinkService`: that one sets a marker on every line with a link, each
 * of which is visited at every line that scrolls out of a full buffer. Ten thousand of them make it a
 * hundred times slower.
 */
export function replaceLinkService(core: XtermCore, links: Links): void {
  const service = core._oscLinkService;
  service.registerLink = ({ uri }) => links.numberOf(uri);
  service.addLineToLink = () => {};
  service.getLinkData = (number) => {
    const uri = links.addressOf(number);
    return uri === undefined ? undefined : { uri };
  };
}

/** Numbers of the links that cells have. */
export function* linksOfCells({ _bufferService: { buffers } }: XtermCore): Iterable<number> {
  yield* numbersIn(buffers.normal);
  yield* numbersIn(buffers.alt);
}

function* numbersIn({ lines }: XtermBuffer): Iterable<number> {
  for (let index = 0; index < lines.length; index++) {
    for (const extended of Object.values(lines.get(index)?._extendedAttrs ?? {})) {
      if (extended && extended.urlId !== 0) yield extended.urlId;
    }
  }
}
