/** What is shown where there is no program to show. */

import type { PaneInfo } from '../../core/ports/host.js';
import { count } from '../../core/text.js';
import type { Rect, Size } from '../model/geometry.js';
import { MINIMUM_SCREEN } from '../model/geometry.js';
import { reopenableSessions, thisRepository } from '../model/selectors.js';
import type { AppState, ErrorWords, PaneCreation } from '../model/state.js';
import { splitGraphemes } from '../model/text-editor.js';
import { textWidth } from '../terminal/text-width.js';
import { type Line, lineWidth, span, wrapped } from './line.js';

/** Puts lines in the middle of an area; what does not fit is cut at the end. */
function centered(lines: readonly Line[], area: Size): Line[] {
  const shown = lines.slice(0, area.rows);
  const above = Math.floor((area.rows - shown.length) / 2);
  const padded = shown.map((line): Line => {
    const left = Math.max(0, Math.floor((area.cols - lineWidth(line)) / 2));
    return left > 0 ? [span(' '.repeat(left)), ...line] : line;
  });
  return [...Array.from({ length: above }, (): Line => []), ...padded];
}

/** Where room is short blank lines go first, then what is before the last line. */
function squeezed(lines: readonly Line[], rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  const dense = lines.filter((line) => line.length > 0);
  return dense.length <= rows ? dense : [...dense.slice(0, rows - 1), ...dense.slice(-1)];
}

/** The same, the lines starting in one column. */
function block(all: readonly Line[], area: Size): Line[] {
  const lines = squeezed(all, area.rows);
  const width = Math.max(0, ...lines.map(lineWidth));
  const left = Math.max(0, Math.floor((area.cols - width) / 2));
  const above = Math.max(0, Math.floor((area.rows - lines.length) / 2));
  const indent = span(' '.repeat(left));
  const indented = lines.map(
    (line): Line => (line.length > 0 && left > 0 ? [indent, ...line] : line),
  );
  return [...Array.from({ length: above }, (): Line => []), ...indented].slice(0, area.rows);
}

/** Labels of the three keys the empty screen teaches. */
export interface TaughtKeys {
  readonly newSession: string;
  readonly merge: string;
  readonly help: string;
  readonly sessions: string;
}

/** Sessions that were closed or lost with their host, and where they are found. */
function closedLines(state: AppState, key: string, width: number): Line[] {
  const closed = reopenableSessions(state);
  const here = closed.filter(({ repoRoot }) => repoRoot === thisRepository(state));
  const { length } = here.length > 0 ? here : closed;
  if (length === 0) return [];
  const place = here.length > 0 ? '' : ' of other repositories';
  const words = `${count(length, 'session')}${place} can be opened again: `;
  return words.length + key.length > width
    ? [[], ...wrapped(words.trim(), width), [span(key, 'key')]]
    : [[], [span(words), span(key, 'key')]];
}

/** What the person should know about the directory before the first session. */
function placeLines(state: AppState, width: number): Line[] {
  const obstacle = state.defaults?.worktreeObstacle;
  if (!obstacle) return [];
  return [
    [],
    ...wrapped(obstacle.message, width, 'warning'),
    ...(state.defaults?.context.kind === 'none'
      ? wrapped('Sessions run here without worktrees.', width, 'normal')
      : []),
    ...wrapped(obstacle.hint, width, 'muted'),
  ];
}

/** The first start, or all sessions closed: teaches the three keys. */
export function emptyView(state: AppState, keys: TaughtKeys, area: Size): Line[] {
  if (state.link === 'connecting') return centered([[span('starting …', 'muted')]], area);
  const width = Math.min(64, area.cols - 4);
  const { newSession, merge, help, sessions } = keys;
  const column = Math.max(...[newSession, merge, help].map((each) => each.length)) + 2;
  const key = (label: string, words: string): Line => [
    span(label.padEnd(column), 'key'),
    span(words),
  ];
  const heading: Line[] = [[span('No session is open.', 'strong')], []];
  const taught = [
    key(newSession, 'starts a session in a worktree of its own'),
    key(merge, 'merges the focused session back'),
    key(help, 'shows every key'),
  ];
  const closed = closedLines(state, sessions, width);
  return block([...heading, ...taught, ...closed, ...placeLines(state, width)], area);
}

/** In place of everything while the terminal is below the smallest size. */
export function tooSmallView(size: Size, leader: string): Line[] {
  return centered(
    [
      [span('Window too small', 'strong')],
      [span(`${size.cols}x${size.rows} of ${MINIMUM_SCREEN.cols}x${MINIMUM_SCREEN.rows}`)],
      [span('Please enlarge it.')],
      [span('Sessions keep running.', 'muted')],
      [span(`${leader} d detaches`, 'muted')],
    ],
    size,
  );
}

/** `██████░░░░ 60 %` in at most `width` cells. */
export function progressBar(done: number, total: number, width: number, unicode: boolean): string {
  if (total <= 0) return '';
  const share = Math.min(1, done / total);
  const label = ` ${Math.floor(share * 100)} %`;
  const cells = Math.max(4, width - label.length);
  const full = Math.round(share * cells);
  const [on, off] = unicode ? ['█', '░'] : ['#', '.'];
  return on.repeat(full) + off.repeat(cells - full) + label;
}

/** What happened, what was left alone, what to do. */
export function errorLines(error: ErrorWords, width: number): Line[] {
  return [
    ...wrapped(error.message, width, 'error'),
    ...(error.untouched ? [[], ...wrapped(error.untouched, width)] : []),
    ...(error.hint ? [[], ...wrapped(error.hint, width, 'muted')] : []),
  ];
}

/** The end of what is kept, in one line. */
function keptLine(typed: string, unicode: boolean, width: number): Line {
  const label = 'Kept: ';
  const text = typed.replaceAll('\n', unicode ? '⏎' : '/').replaceAll('\t', ' ');
  const room = Math.max(1, width - label.length - 1);
  const last = splitGraphemes(text).slice(-room);
  while (textWidth(last.join('')) > room) last.shift();
  return [span(label, 'muted'), span(last.join('')), span(unicode ? '▏' : '_', 'muted')];
}

/** A pane whose session is being made, or could not be made. */
export function creationView(
  { creation, typedAhead }: { creation: PaneCreation; typedAhead: string },
  branch: string | undefined,
  unicode: boolean,
  area: Rect,
): Line[] {
  const size = { cols: area.width, rows: area.height };
  const width = Math.min(60, area.width - 2);
  if (creation.error) {
    const keys: Line = [
      span('Enter', 'key'),
      span(' edit and try again   '),
      span('x', 'key'),
      span(' close'),
    ];
    return block([...errorLines(creation.error, width), [], keys], size);
  }
  const { progress } = creation;
  const lines: Line[] = [];
  if (branch) lines.push([span(branch, 'strong')]);
  lines.push([span(creation.step)]);
  if (progress && progress.total > 0) {
    lines.push(
      [span(progressBar(progress.done, progress.total, Math.min(40, width), unicode), 'accent')],
      [span(`${progress.done} of ${progress.total} files`, 'muted')],
    );
  }
  if (typedAhead) lines.push([], keptLine(typedAhead, unicode, width));
  lines.push([], [span('Esc', 'key'), span(' cancels and undoes it', 'muted')]);
  return centered(lines, size);
}

/** The line over an ended program's last screen; the keys stay where room is short. */
export function exitLine({ exit }: PaneInfo, unicode: boolean, width: number): Line {
  if (!exit) return [];
  const dot = unicode ? ' · ' : ' - ';
  const role = exit.code || exit.signal ? 'bar-error' : 'bar';
  const [how, short] = exit.signal
    ? [`The program was ended by signal ${exit.signal}.`, `signal ${exit.signal}`]
    : [`The program has exited with code ${exit.code}.`, `exited ${exit.code}`];
  const keys: Line = [
    span('r', 'bar-strong'),
    span(' restart', 'bar'),
    span(dot, 'bar-muted'),
    span('x', 'bar-strong'),
    span(' close', 'bar'),
  ];
  const words = [span(` ${how}  `, role), ...keys];
  return lineWidth(words) <= width ? words : [span(` ${short}  `, role), ...keys];
}
