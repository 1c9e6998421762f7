import { clusters, combiningMarks, wideCharacters } from './characters.js';
import { horizontalMargins, margins, movement, originMode } from './cursor.js';
import { colorErase, editing, erasing, filling, protection, scrolling } from './erasing.js';
import type { ConformanceGroup } from './item.js';
import { c1, controls, strings, utf8 } from './parsing.js';
import { colors, links, renditions } from './renditions.js';
import { alternateScreen, characterSets, resets, savedCursor, screenModes } from './state.js';
import { autowrap, lineControls, pendingWrap, reverseWrap, tabs } from './wrapping.js';

/** The whole list, in the order of the table in docs/terminal.md. */
export const groups: readonly ConformanceGroup[] = [
  movement,
  margins,
  originMode,
  horizontalMargins,
  autowrap,
  pendingWrap,
  reverseWrap,
  lineControls,
  tabs,
  erasing,
  colorErase,
  protection,
  editing,
  scrolling,
  filling,
  savedCursor,
  alternateScreen,
  characterSets,
  resets,
  screenModes,
  renditions,
  colors,
  links,
  controls,
  strings,
  c1,
  utf8,
  wideCharacters,
  combiningMarks,
  clusters,
];
