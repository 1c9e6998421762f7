import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { Mirror } from '../support/mirror.js';
import { testWith } from '../support/programs.js';
import { renditions, simpleSourceOf, sourceOf } from '../support/wide-text.js';

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
  test('prompt, listing, completion and the editing of a wrapped line', async () => {
    for (const name of ['日本.txt', '日記.md', 'run.sh', 'archive.tar.gz', '🙂 smile']) {
      await world.repo.write(`many/${name}`, '');
    }
    mirror = await Mirror.open(world, { profile: "alias ls='ls --color=always -F'\n" });
    mirror.run('ls many; ls -d many/*');
    await mirror.showsSame('archive.tar.gz');
    mirror.type('cat many/日\t\t');
    await mirror.showsSame(/日記\.md\s+repo> cat many/);
    mirror.press('ctrl-c');
    await mirror.showsSame(/\^C\s+repo>/);
    // Nothing that readline takes for wider than it is: what it draws then depends on its timing.
    mirror.type(`echo ${'wrapped 折り返し 👍 é '.repeat(14)}end`);
    await mirror.showsSame('end');
    for (let i = 0; i < 40; i++) mirror.press('left');
    mirror.type('中 inserted');
    mirror.press('ctrl-w', 'home', 'right', 'right');
    mirror.type('X');
    await mirror.showsSame('ecXho');
    mirror.press('end', 'ctrl-u');
    mirror.run('echo $((6 * 7))');
    await mirror.showsSame(/^42$/m);
  });

  test('every rendition, and what overwrites half of a wide character', async () => {
    await world.repo.write('renditions', renditions());
    await world.repo.write(
      'halves',
      '日本語日本語\r\x1b[C|\x1b[4C|\x1b[6G\x1b[31m|\x1b[0m\r\n漢字漢字\r\x1b[3C\x1b[K\n' +
        '漢字漢字\r\x1b[C\x1b[2P\n漢字漢字\r\x1b[3C\x1b[@\n👨‍👩‍👧‍👦👩🏽‍💻🇯🇵\r\x1b[3C!\n漢字\r\x1b[C\x1b[X\n' +
        'e\u0301\u0302a\u200db\u{1f3f3}\ufe0f\u200d\u{1f308}|❤\ufe0f|❤|☎\ufe0e|\u{1f1e9}\u{1f1ea}|\u{1f1e9} \u{1faaa}!\u{1fae1}\u{1f979}|\n',
    );
    mirror = await Mirror.open(world);
    mirror.run('clear; cat renditions');
    await mirror.showsSame('4;5;6');
    mirror.run('clear; cat halves; echo done');
    await mirror.showsSame('done');
    mirror.run('clear; cat halves halves; echo again');
    await mirror.showsSame('again');
  });

  test('scroll regions, inserted and deleted lines, the alternate screen, and a flood', async () => {
    await world.repo.write('source', sourceOf(200));
    mirror = await Mirror.open(world);
    mirror.run('cat source; echo all');
    await mirror.showsSame('all');
    mirror.run(
      "tput csr 5 15; tput cup 15 0; cat source; tput cup 7 3; printf '\\e[3Ladded\\e[2B\\e[2M'",
    );
    await mirror.showsSame('added');
    mirror.run(
      "printf '\\e[?6h\\e[2;2Horigin\\e[?6l\\e[r\\e[5;1H\\e[4hinsert 挿入\\e[4l\\e[2S\\e[T'; echo reset",
    );
    await mirror.showsSame('reset');
    mirror.run(
      "tput smcup; clear; cat source; printf '\\e[48;2;9;9;90m\\e[2J\\e[H\\e[3 qalternate'",
    );
    await mirror.showsSame('alternate');
    mirror.run('tput civis; echo hidden');
    await mirror.showsSame('hidden');
    mirror.run("tput cnorm; tput sgr0; tput rmcup; printf '\\e[0 q'; echo left");
    await mirror.showsSame('left');
    mirror.run('for i in $(seq 20000); do echo "$i 行 $((i * i))"; done');
    await mirror.showsSame('20000 行 400000000');
  });
});

describe('full-screen programs', () => {
  testWith('vim', 'true colours, scrolling, splitting, searching and typing', async () => {
    await world.repo.write('source.js', simpleSourceOf(120));
    await writeFile(
      join(world.repo.env['HOME'] ?? '', '.vimrc'),
      'set nocompatible encoding=utf-8 termguicolors t_RB= t_RF= t_RV= t_u7= nomodeline viminfo=\n' +
        'set noswapfile number cursorline list listchars=tab:»·,trail:· hlsearch laststatus=2\n' +
        'let &t_SI="\\e[6 q"\nlet &t_EI="\\e[2 q"\nsyntax on\ncolorscheme desert\n',
    );
    mirror = await Mirror.open(world);
    mirror.run('vim source.js');
    await mirror.showsSame('120L');
    for (let i = 0; i < 45; i++) mirror.press('down');
    await mirror.showsSame('/* 45 */');
    mirror.press('ctrl-d', 'ctrl-d', 'ctrl-u', 'ctrl-y');
    mirror.type('/日本\r/family\rn:split\r:vsplit\r:set list&\r');
    await mirror.showsSame('source.js');
    mirror.type('Gonew 行 👍 line');
    await mirror.showsSame('-- INSERT --');
    mirror.press('escape');
    await mirror.showsSame(/^(?!.*-- INSERT --)/s);
    mirror.type(':only\rggdd5x3J0ixyz');
    await mirror.showsSame('xyz');
    mirror.press('escape');
    await mirror.showsSame(/^(?!.*-- INSERT --)/s);
    mirror.type('v10jd:q!\r');
    await mirror.showsSame(/source.js\s+repo>/);
  });

  testWith('less', 'a coloured file, down, up, sideways and searching', async () => {
    await world.repo.write(
      'coloured',
      `${sourceOf(150)}${renditions()}`.replaceAll('const', '\x1b[1;35mconst\x1b[0m'),
    );
    mirror = await Mirror.open(world);
    mirror.run('less -R coloured');
    await mirror.showsSame('/* 20 */');
    for (let i = 0; i < 25; i++) mirror.press('down');
    await mirror.showsSame('/* 45 */');
    mirror.type('  fff');
    for (let i = 0; i < 12; i++) mirror.press('up');
    mirror.type('/family\rnnN-S\r');
    mirror.press('right', 'right', 'left');
    await mirror.showsSame('family');
    mirror.type('G');
    await mirror.showsSame('(END)');
    mirror.type('bbq');
    await mirror.showsSame(/coloured\s+repo>/);
  });

  test('an agent that repaints its box under a growing conversation', async () => {
    await world.installAgent('converse', 'conversation');
    mirror = await Mirror.open(world);
    mirror.run('converse');
    await mirror.showsSame('ready');
    for (let answer = 1; answer <= 6; answer++) {
      mirror.type('x');
      await mirror.showsSame(`answer ${answer} done`);
    }
    mirror.press('ctrl-c');
    await mirror.showsSame(/repo> *$/m);
  });
});
