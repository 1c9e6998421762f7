import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { Mirror } from '../support/mirror.js';
import { detach } from '../support/screen.js';
import { renditions, sourceOf } from '../support/wide-text.js';

let world: World;
let mirror: Mirror;
beforeEach(async () => {
  world = await createWorld();
  await world.repo.write('source', sourceOf(80));
  await world.repo.write('renditions', renditions());
  await world.installAgent('converse', 'conversation');
  mirror = await Mirror.open(world);
});
afterEach(async () => {
  await mirror.dispose();
  await world.dispose();
});

/** Fills the pane with wide and coloured text, more than a screen of it. */
async function fill(): Promise<void> {
  mirror.run('cat source renditions; echo filled');
  await mirror.showsSame('filled');
}

/** Makes a shell beside the pane, and goes back to the pane. */
async function split(): Promise<void> {
  const { inside } = mirror;
  inside.press('ctrl-b', '|');
  await inside.waitForText('Enter creates');
  inside.press('tab');
  inside.type('beside');
  await inside.waitForText(/Name +beside/);
  inside.press('enter');
  await inside.waitForText('beside>');
  inside.press('ctrl-b', 'left');
  await inside.waitForGone('beside → main');
}

describe('the same is shown after', () => {
  test('resizes of the terminal, with a shell and with a full-screen program', async () => {
    await fill();
    for (const [cols, rows] of [
      [90, 20],
      [141, 44],
      [80, 20],
      [120, 36],
    ] as const) {
      await mirror.resize(cols, rows);
      mirror.run(`echo at ${cols}`);
      await mirror.showsSame(new RegExp(`^at ${cols}`, 'm'));
    }
    mirror.run('less -R source');
    await mirror.showsSame('/* 0 */');
    mirror.type('20j');
    await mirror.showsSame(/^\/\* 20 \*\//);
    await mirror.resize(84, 21);
    await mirror.showsSame(/^(?!.*\/\* 33 \*\/)/s);
    await mirror.resize(150, 40);
    await mirror.showsSame('/* 50 */');
    mirror.type('q');
    await mirror.showsSame('repo> less');
  });

  test('a split, a zoom and the end of the split', async () => {
    mirror.run('converse');
    mirror.type('xxx');
    await mirror.showsSame('answer 3 done');
    await split();
    mirror.follow();
    await mirror.showsSame(`resized to ${mirror.direct.size.cols}`);
    mirror.type('x');
    await mirror.showsSame('answer 4 done');
    mirror.inside.press('ctrl-b', 'z');
    await mirror.inside.waitForGone('beside>');
    mirror.follow();
    await mirror.showsSame(`resized to ${mirror.direct.size.cols}`);
    mirror.type('x');
    await mirror.showsSame('answer 5 done');
    mirror.inside.press('ctrl-b', 'z');
    await mirror.inside.waitForText('beside>');
    mirror.follow();
    await mirror.showsSame(`resized to ${mirror.direct.size.cols}`);
    mirror.type('x');
    await mirror.showsSame('answer 6 done');
    mirror.inside.press('ctrl-b', 'right', 'ctrl-b', 'x');
    await mirror.inside.choose('End the program');
    await mirror.inside.waitForGone('beside>');
    mirror.follow();
    await mirror.showsSame(`resized to ${mirror.direct.size.cols}`);
    mirror.type('x');
    await mirror.showsSame('answer 7 done');
  });

  test('dialogs over wide characters, while more is printed below them', async () => {
    await fill();
    const { inside } = mirror;
    for (const [keys, title] of [
      ['?', 'Merge the session into'],
      [':', 'Palette'],
      ['c', 'Enter creates'],
    ] as const) {
      mirror.run(`cat source renditions; echo below ${title.length}`);
      inside.press('ctrl-b', keys);
      await inside.waitForText(title);
      inside.press('escape');
      await inside.waitForGone(title);
      await mirror.showsSame(new RegExp(`^below ${title.length}`, 'm'));
    }
  });

  test('detach and kill -9, with output that came while nobody looked', async () => {
    await fill();
    mirror.run('until [ -e go ]; do sleep 0.02; done; cat renditions source; echo came; read');
    await mirror.showsSame('until');
    await detach(mirror.inside);
    await world.repo.write('go', '');
    await mirror.direct.waitForText('came');
    mirror.inside = await mirror.attach();
    await mirror.showsSame(/^came/m);

    mirror.run('');
    mirror.run("clear; printf '\\e[?1049h\\e[48;5;17m\\e[2J\\e[5;9H\\e[4:3m漢字 \\e[5 q'");
    await mirror.showsSame('漢字');
    mirror.inside.kill('SIGKILL');
    await mirror.inside.waitForExit();
    mirror.inside = await mirror.attach();
    await mirror.showsSame('漢字');
    mirror.run("printf '\\e[?1049l\\e[m'; echo back");
    await mirror.showsSame(/^back/m);
  });
});

test('two screens show the same session in the size of the smaller, until it leaves', async () => {
  await fill();
  const small = await mirror.attach({ cols: 80, rows: 20 });
  mirror.follow(small);
  mirror.run('cat renditions; echo both $(stty size)');
  await mirror.showsSame(/^both 16 78/m, { screen: small });
  await mirror.showsSame(/^both 16 78/m, { isPart: true });
  small.type('echo typed there 日本\r');
  mirror.direct.type('echo typed there 日本\r');
  await mirror.showsSame(/^typed there 日本/m, { screen: small });
  await mirror.showsSame(/^typed there 日本/m, { isPart: true });
  small.resize(90, 25);
  await small.waitFor('frames of the new size', () => small.rows()[23]?.startsWith('└') === true);
  mirror.follow(small);
  mirror.run('echo larger $(stty size)');
  await mirror.showsSame(/^larger 21 88/m, { screen: small });
  await mirror.showsSame(/^larger 21 88/m, { isPart: true });
  await detach(small);
  expect(mirror.inside.hasExited).toBe(false);
  mirror.follow();
  mirror.run('echo alone $(stty size)');
  await mirror.showsSame(/^alone 32 118/m);
});
