import { afterEach, beforeEach, describe, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { Mirror } from '../support/mirror.js';

let world: World;
let mirror: Mirror;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await mirror.dispose();
  await world.dispose();
});

describe('a shell', () => {
  test('colours', async () => {
    mirror = await Mirror.open(world);
    await mirror.showsSame('repo>');
    mirror.run("printf '\\e[38;2;1;2;3mtrue\\e[0m \\e[7minverse\\e[0m 日本\\n'");
    await mirror.showsSame('true inverse 日本');
  });
});
