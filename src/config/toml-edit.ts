import { isOnlyChange } from './toml-change.js';
import { scanToml, type TomlHeader, type TomlItem, type TomlPair } from './toml-scan.js';
import { tomlKey, tomlValue } from './toml-value.js';

/**
 * The source with one key set, everything else in it as it was, comments and spaces too; undefined
 * where that cannot be done so that just this key changes. The source must be valid TOML.
 */
export function setInToml(
  source: string,
  path: readonly string[],
  value: unknown,
): string | undefined {
  const items = scanToml(source);
  const edited = replaced(source, items, path, value) ?? inserted(source, items, path, value);
  return isOnlyChange(source, edited, path, value) ? edited : undefined;
}

/**
 * The source without one key, as `setInToml`; a comment on the key's own line goes with it.
 * Undefined where that cannot be done; the source as it is where the key is not set.
 */
export function unsetInToml(source: string, path: readonly string[]): string | undefined {
  const pairs = pairsOf(scanToml(source));
  const index = pairs.findIndex((pair) => isSame(pair.path, path));
  const pair = pairs[index];
  if (pair === undefined) return source;
  const [start, end] = pair.isInline ? inlineExtent(source, pairs, pair) : lines(source, pair);
  const edited = source.slice(0, start) + source.slice(end);
  return isOnlyChange(source, edited, path, undefined) ? edited : undefined;
}

function replaced(
  source: string,
  items: readonly TomlItem[],
  path: readonly string[],
  value: unknown,
): string | undefined {
  const pair = pairsOf(items).find((candidate) => isSame(candidate.path, path));
  if (pair === undefined) return undefined;
  // Where its comments would belong in another list is for the person to say.
  if (pair.holdsComment) return source;
  return splice(source, pair.valueStart, pair.valueEnd, tomlValue(value));
}

/** A key that is not there goes to its kin: an inline table, its table, or others written dotted. */
function inserted(
  source: string,
  items: readonly TomlItem[],
  path: readonly string[],
  value: unknown,
): string {
  // The innermost one, which stands behind those that it is in.
  const inline = pairsOf(items).findLast(
    ({ path: here, valueStart }) => startsWith(path, here) && source[valueStart] === '{',
  );
  if (inline !== undefined) return insertedInline(source, items, inline, path, value);
  const parent = path.slice(0, -1);
  const header = items.find((item) => item.kind === 'header' && isSame(item.path, parent));
  if (header !== undefined) {
    const index = items.indexOf(header);
    const place = placeInSection(source, items, index, path);
    const indent = indentBefore(
      source,
      items[index + 1]?.kind === 'pair' ? items[index + 1] : header,
    );
    return insertLine(source, place, `${indent}${assignment(path.slice(parent.length), value)}`);
  }
  const kin = pairsOf(items).findLast(
    (pair) => !pair.isInline && startsWith(pair.path, parent) && pair.table.length < parent.length,
  );
  if (kin !== undefined) {
    const line = indentBefore(source, kin) + assignment(path.slice(kin.table.length), value);
    return insertLine(source, lineEnd(source, kin.valueEnd), line);
  }
  const newline = newlineOf(source);
  const isEmpty = source.replace('\ufeff', '') === '';
  const gap = isEmpty ? '' : (source.endsWith('\n') ? '' : newline) + newline;
  return `${source}${gap}[${tomlKey(parent)}]${newline}${assignment(path.slice(-1), value)}${newline}`;
}

function insertedInline(
  source: string,
  items: readonly TomlItem[],
  table: TomlPair,
  path: readonly string[],
  value: unknown,
): string {
  const added = assignment(path.slice(table.path.length), value);
  const last = pairsOf(items).findLast((pair) => pair.isInline && isSame(pair.table, table.path));
  if (last !== undefined) return splice(source, last.valueEnd, last.valueEnd, `, ${added}`);
  return splice(source, table.valueStart, table.valueEnd, `{ ${added} }`);
}

/** Behind the key's own example where it is commented out, else behind the section's last key. */
function placeInSection(
  source: string,
  items: readonly TomlItem[],
  index: number,
  path: readonly string[],
): number {
  const header = items[index] as TomlHeader;
  const rest = items.slice(index + 1);
  const next = rest.find((item) => item.kind === 'header');
  const section = next === undefined ? rest : rest.slice(0, rest.indexOf(next));
  const end = next === undefined ? source.length : next.keyStart;
  const name = tomlKey(path.slice(-1)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const example = new RegExp(`^[ \\t]*#[ \\t]*${name}[ \\t]*=.*`, 'gm');
  example.lastIndex = header.end;
  const found = example.exec(source);
  const isInString = pairsOf(section).some(
    (pair) => found !== null && pair.valueStart < found.index && found.index < pair.valueEnd,
  );
  if (found !== null && found.index < end && !isInString) {
    return lineEnd(source, found.index);
  }
  const last = pairsOf(section).findLast((pair) => !pair.isInline);
  return lineEnd(source, last?.valueEnd ?? header.end);
}

/** From where to where a pair of an inline table goes, with the comma that it needs no more. */
function inlineExtent(
  source: string,
  pairs: readonly TomlPair[],
  pair: TomlPair,
): readonly [number, number] {
  const siblings = pairs.filter((other) => other.isInline && isSame(other.table, pair.table));
  const index = siblings.indexOf(pair);
  const next = siblings[index + 1];
  if (next !== undefined) return [pair.keyStart, next.keyStart];
  const previous = siblings[index - 1];
  if (previous !== undefined) return [previous.valueEnd, pair.valueEnd];
  const comma = /^[ \t]*,/.exec(source.slice(pair.valueEnd))?.[0].length ?? 0;
  return [pair.keyStart, pair.valueEnd + comma];
}

/** The whole lines of a pair. */
function lines(source: string, { keyStart, valueEnd }: TomlPair): readonly [number, number] {
  const start = source.lastIndexOf('\n', keyStart - 1) + 1;
  const end = lineEnd(source, valueEnd);
  const isLast = end >= source.length;
  // A mark of the encoding stays, which is not part of the first line.
  return [source.startsWith('\ufeff') && start === 0 ? 1 : start, isLast ? source.length : end];
}

function assignment(path: readonly string[], value: unknown): string {
  return `${tomlKey(path)} = ${tomlValue(value)}`;
}

function pairsOf(items: readonly TomlItem[]): TomlPair[] {
  return items.filter((item): item is TomlPair => item.kind === 'pair');
}

function insertLine(source: string, place: number, line: string): string {
  const newline = newlineOf(source);
  const isUnended = place > 0 && source[place - 1] !== '\n';
  return splice(source, place, place, isUnended ? newline + line : line + newline);
}

/** Behind the line break of the line that an offset is on. */
function lineEnd(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end < 0 ? source.length : end + 1;
}

function indentBefore(source: string, item: TomlItem | undefined): string {
  if (item === undefined) return '';
  const start = source.lastIndexOf('\n', item.keyStart - 1) + 1;
  return /^[ \t]*/.exec(source.slice(start, item.keyStart))?.[0] ?? '';
}

function newlineOf(source: string): string {
  return /\r?\n/.exec(source)?.[0] ?? '\n';
}

function splice(source: string, start: number, end: number, text: string): string {
  return source.slice(0, start) + text + source.slice(end);
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, index) => path[index] === name);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && startsWith(one, other);
}
