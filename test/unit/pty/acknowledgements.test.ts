import { describe, expect, test } from '@jest/globals';
import { Acknowledgements } from '../../../src/pty/connection/acknowledgements.js';
import { encodeJson, FrameDecoder } from '../../../src/pty/protocol/codec.js';
import { decodeNotification } from '../../../src/pty/protocol/messages.js';
import { FRAME, FRAME_CREDITS } from '../../../src/pty/protocol/protocol.js';

/** Methods and panes of the notifications in what would be sent. */
function messages(bytes: Uint8Array): string[] {
  const found: string[] = [];
  new FrameDecoder(1000, (_type, body) => {
    const message = decodeNotification(body);
    found.push('paneId' in message ? `${message.method} ${message.paneId}` : message.method);
  }).push(bytes);
  return found;
}

const OTHER = encodeJson(FRAME.notification, { method: 'hide', paneId: 'z' });

describe('acknowledgements', () => {
  test('go behind whatever is sent next, each once', () => {
    const taken = new Acknowledgements();
    taken.add('a');
    taken.add('b');
    expect(messages(taken.behind(OTHER))).toEqual(['hide z', 'acknowledge a', 'acknowledge b']);
    expect(messages(taken.behind(OTHER))).toEqual(['hide z']);
  });

  test('have to be sent when the host may send no other frame of a pane', () => {
    const taken = new Acknowledgements();
    for (let frame = 1; frame < FRAME_CREDITS; frame += 1) expect(taken.add('a')).toBe(false);
    expect(taken.add('b')).toBe(false);
    expect(taken.add('a')).toBe(true);
    const sent = messages(taken.behind(new Uint8Array(0)));
    expect(sent.filter((message) => message === 'acknowledge a')).toHaveLength(FRAME_CREDITS);
    expect(taken.add('a')).toBe(false);
  });
});
