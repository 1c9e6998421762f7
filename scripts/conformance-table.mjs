// Writes the tables of docs/terminal.md from the list that the tests check, between the two marks.
// With --check it only compares, and fails where the document is behind.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const list = join(root, 'test/unit/pty/conformance/list.ts');
const document = join(root, 'docs/terminal.md');
const start = '<!-- conformance: written by scripts/conformance-table.mjs -->';
const end = '<!-- conformance: end -->';

const written = readFileSync(document, 'utf8');
const [before, rest] = cut(written, start);
const [, after] = cut(rest, end);
const wanted = `${before}${start}\n\n${tables(await groups())}\n${end}${after}`;
if (wanted !== written) {
  if (process.argv.includes('--check')) {
    process.stderr.write(`docs/terminal.md is behind: run node scripts/conformance-table.mjs\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(document, wanted);
  }
}

function cut(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/terminal.md lacks the mark ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

async function groups() {
  const { outputFiles } = await build({
    entryPoints: [list],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return (await import(`data:text/javascript;base64,${code}`)).groups;
}

function tables(all) {
  const items = all.flatMap((group) => group.items.map((item) => ({ group, ...item })));
  const different = items.filter((item) => item.differs !== undefined);
  const same = items.length - different.length;
  return [
    `${items.length} items: ${same} as in the manuals, ${different.length} different on purpose.`,
    '',
    ...table(['Group', 'Manuals', 'Result'], all.map(groupRow)),
    '',
    'Different on purpose:',
    '',
    ...table(
      ['Group', 'What qtui does', 'Why'],
      different.map(({ group, name, differs }) => [group.name, name, differs]),
    ),
    '',
    'As in the manuals:',
    '',
    ...all.map(
      (group) =>
        `- ${group.name}: ${alike(group)
          .map(({ name }) => name)
          .join(' · ')}.`,
    ),
    '',
  ].join('\n');
}

function alike({ items }) {
  return items.filter((item) => item.differs === undefined);
}

function groupRow(group) {
  const count = alike(group).length;
  const result =
    count === group.items.length ? `all ${count}` : `${count} of ${group.items.length}`;
  return [group.name, group.source, result];
}

/** Padded as the formatter does it. */
function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column])].map((cell) => [...cell].length)),
  );
  const line = (cells) => `| ${cells.map((cell, at) => padded(cell, widths[at])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function padded(cell, width) {
  return cell + ' '.repeat(width - [...cell].length);
}
