import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { PaneStage } from '../support/pane-stage.js';
import { REDUCED_OUTERS } from '../support/reduced-outers.js';
import { CHANGES } from '../support/stage-changes.js';
import { conformanceStreams } from '../support/streams/conformance.js';
import { recordedStreams } from '../support/streams/recordings.js';
import type { Stream } from '../support/streams/stream.js';

const RECORDINGS = fileURLToPath(new URL('../fixtures/recordings', import.meta.url));
const CONFORMANCE = conformanceStreams();
const RESET = '\x1b[?1049l\x1b[!p\x1b[0 q\x1bc\x1b[3J';

let world: World;
let stage: PaneStage;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await stage.dispose();
  await world.dispose();
});

async function playAll(streams: readonly Stream[]): Promise<void> {
  for (const { name, steps } of streams) {
    await stage.play(RESET);
    for (const [index, text] of steps.entries()) {
      await stage.play(text);
      await stage.isSame(`${name}, step ${index + 1}`);
    }
  }
}

test('what real programs printed is shown as it was, step by step', async () => {
  stage = await PaneStage.open(world);
  const recordings = await recordedStreams(RECORDINGS);
  expect(recordings.length).toBeGreaterThan(5);
  await playAll(recordings);
});

test('everything a terminal can show is shown, cell by cell', async () => {
  stage = await PaneStage.open(world);
  await playAll(CONFORMANCE);
});

test.each(CHANGES)('$name change nothing of what a program has left', async (change) => {
  stage = await PaneStage.open(world);
  const mixed = CONFORMANCE.find(({ name }) => name === 'everything mixed');
  for (const [index, text] of mixed?.steps.slice(0, 2).entries() ?? []) {
    await stage.play(text);
    await change.run(stage, (screen) => stage.isSame(`${change.name}, step ${index + 1}`, screen));
  }
});

describe('a terminal that can do less shows what is nearest', () => {
  const names = ['true colours', '256 and 16', 'attributes', 'underline', 'links', 'wide', 'boxes'];
  const streams = CONFORMANCE.filter(({ name }) => names.some((part) => name.startsWith(part)));

  test.each(Object.entries(REDUCED_OUTERS))('%s', async (_name, options) => {
    stage = await PaneStage.open(world, options);
    await playAll(streams);
  });
});
