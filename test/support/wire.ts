import type { PaneFrame } from '../../src/core/frame.js';
import { FrameDecoder } from '../../src/pty/protocol/codec.js';
import { encodePaneFrame } from '../../src/pty/protocol/frame-codec.js';
import { FRAME, MAX_BODY_TO_CLIENT } from '../../src/pty/protocol/protocol.js';

/** The body of a pane's frame as it arrives over the wire. */
export function bodyOnTheWire(frame: PaneFrame): Uint8Array {
  const bodies: Uint8Array[] = [];
  const decoder = new FrameDecoder(MAX_BODY_TO_CLIENT, (type, body) => {
    if (type === FRAME.paneFrame) bodies.push(body);
  });
  decoder.push(encodePaneFrame(FRAME.paneFrame, frame));
  const [body] = bodies;
  if (!body || bodies.length > 1) throw new Error(`${bodies.length} frames arrived.`);
  return body;
}
