import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { PaneStage } from '../support/pane-stage.js';

let world: World;
let stage: PaneStage;
beforeEach(async () => {
  world = await createWorld();
  stage = await PaneStage.open(world);
});
afterEach(async () => {
  await stage.dispose();
  await world.dispose();
});

/** Rows 2 to 33 of the screen show the same word, or not yet any. */
function isWhole(rows: readonly string[]): boolean {
  const words = new Set(rows.slice(2, 34).map((row) => /update \d+/.exec(row)?.[0]));
  return words.size === 1;
}

test('an update is never shown half, whatever its pieces', async () => {
  const torn: { update: number; screen: string }[] = [];
  stage.screen.onShown(() => {
    const rows = stage.screen.rows();
    if (!rows.some((row) => row.includes('update')) || isWhole(rows)) return;
    const numbers = rows.map((row) => Number(/update (\d+)/.exec(row)?.[1] ?? 0));
    torn.push({ update: Math.max(...numbers), screen: rows.join('\n') });
  });
  // On a busy machine a program may take longer than an update is waited for.
  const late = new Set<number>();
  for (let update = 1; update <= 40; update++) {
    const begin = performance.now();
    stage.player.print('\x1b[?2026h\x1b[2J');
    for (let row = 1; row <= 32; row++) {
      stage.player.print(`\x1b[${row};${(row % 9) + 1}Hupdate ${update}`);
      // The pieces go through the pty one by one.
      if (row % 8 === 0) await stage.player.play('');
    }
    await stage.player.play('\x1b[?2026l');
    if (performance.now() - begin >= 200) late.add(update);
  }
  await stage.screen.waitForText('update 40');
  expect(torn.filter(({ update }) => !late.has(update))).toEqual([]);
  expect(late.size).toBeLessThan(40);
});

test('an update that its program does not end is shown after 200 ms, not before', async () => {
  await stage.play('\x1b[?2026hbegun, never ended');
  const since = performance.now();
  await stage.screen.waitForText('begun, never ended');
  const waited = performance.now() - since;
  // Begun by the host before the answer to our query could reach us.
  expect(waited).toBeGreaterThan(100);
  await stage.play('; and goes on');
  await stage.isSame('after the release');
});
