import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { loadEmulators } from '../../../src/pty/terminal-core/emulator.js';
import { compare } from '../../fuzz/emulators/compare.js';
import type { Session, Step } from '../../fuzz/emulators/session.js';
import { conformanceStreams } from '../../support/streams/conformance.js';
import { recordedStreams } from '../../support/streams/recordings.js';
import { Choices, STREAM_SIZE, type Stream } from '../../support/streams/stream.js';
import { loadXtermEmulators } from '../../support/xterm/emulator.js';

const RECORDINGS = fileURLToPath(new URL('../../fixtures/recordings', import.meta.url));

const pair = { subject: await loadEmulators(), reference: await loadXtermEmulators() };
const streams = [...conformanceStreams(), ...(await recordedStreams(RECORDINGS))];

/** The stream's bytes in pieces that are cut anywhere, with resizes in between. */
function sessionOf({ name, steps: texts }: Stream): Session {
  const choices = new Choices(name.length * 7 + texts.length);
  const steps: Step[] = [];
  for (const text of texts) {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) {
      const end = from + choices.between(1, choices.pick([9, 500, 20_000]));
      steps.push({ kind: 'parse', bytes: bytes.subarray(from, end) });
      from = end;
    }
    if (choices.chance(0.2)) {
      const cols = STREAM_SIZE.cols + choices.between(-30, 30);
      steps.push({ kind: 'resize', cols, rows: STREAM_SIZE.rows + choices.between(-12, 12) });
      steps.push({ kind: 'resize', ...STREAM_SIZE });
    }
  }
  return { ...STREAM_SIZE, scrollback: 300, steps: thinned(steps) };
}

/** As many steps as can be compared in a moment, with all bytes in them. */
function thinned(steps: readonly Step[]): Step[] {
  const kept: Step[] = [];
  const every = Math.ceil(steps.length / 60);
  for (const [index, step] of steps.entries()) {
    const last = kept.at(-1);
    if (index % every !== 0 && step.kind === 'parse' && last?.kind === 'parse') {
      kept[kept.length - 1] = { kind: 'parse', bytes: Buffer.concat([last.bytes, step.bytes]) };
    } else kept.push(step);
  }
  return kept;
}

test.each(streams.map((stream) => [stream.name, stream] as const))(
  '%s: the same as xterm after each piece',
  (_name, stream) => {
    expect(compare(pair, sessionOf(stream))?.text).toBeUndefined();
  },
);
