/** States of the parser. https://vt100.net/emu/dec_ansi_parser */
export const STATE = {
  ground: 0,
  escape: 1,
  escapeIntermediate: 2,
  csiEntry: 3,
  csiParam: 4,
  csiIntermediate: 5,
  csiIgnore: 6,
  /** SOS, PM and APC, which mean nothing. */
  string: 7,
  osc: 8,
  dcsEntry: 9,
  dcsParam: 10,
  dcsIgnore: 11,
  dcsIntermediate: 12,
  dcsPassthrough: 13,
} as const;

export const ACTION = {
  ignore: 0,
  print: 1,
  execute: 2,
  oscStart: 3,
  oscPut: 4,
  oscEnd: 5,
  csiDispatch: 6,
  param: 7,
  collect: 8,
  escDispatch: 9,
  clear: 10,
  dcsHook: 11,
  dcsPut: 12,
  dcsUnhook: 13,
} as const;

/** Column of the table for every character beyond C1. */
export const NON_ASCII = 0xa0;

/** A transition has its action above this many bits, and the next state in them. */
export const ACTION_SHIFT = 4;
export const STATE_MASK = 0xf;
/** Columns of the table for a state are this many bits apart from those of the next one. */
export const STATE_SHIFT = 8;

const ALL_STATES = Object.values(STATE);

type Range = readonly [number, number];

const C0: readonly Range[] = [
  [0x00, 0x17],
  [0x19, 0x19],
  [0x1c, 0x1f],
];
const PRINTABLE: Range = [0x20, 0x7e];
const INTERMEDIATE: Range = [0x20, 0x2f];
const PARAM: Range = [0x30, 0x3b];
const PREFIX: Range = [0x3c, 0x3f];
const FINAL: Range = [0x40, 0x7e];
const DEL: Range = [0x7f, 0x7f];
const BEYOND: Range = [NON_ASCII, NON_ASCII];

function build(): Uint8Array {
  const table = new Uint8Array(ALL_STATES.length << STATE_SHIFT);
  const on = (state: number, ranges: readonly Range[], action: number, next: number) => {
    for (const [first, last] of ranges) {
      const from = (state << STATE_SHIFT) | first;
      table.fill((action << ACTION_SHIFT) | next, from, from + last - first + 1);
    }
  };
  for (const state of ALL_STATES) anywhere(on, state);
  ground(on);
  escapes(on);
  csi(on);
  strings(on);
  dcs(on);
  return table;
}

type On = (state: number, ranges: readonly Range[], action: number, next: number) => void;

function anywhere(on: On, state: number): void {
  on(
    state,
    [
      [0x18, 0x18],
      [0x1a, 0x1a],
      [0x80, 0x8f],
      [0x91, 0x97],
      [0x99, 0x9a],
    ],
    ACTION.execute,
    STATE.ground,
  );
  on(state, [[0x9c, 0x9c]], ACTION.ignore, STATE.ground);
  on(state, [[0x1b, 0x1b]], ACTION.clear, STATE.escape);
  on(state, [[0x9d, 0x9d]], ACTION.oscStart, STATE.osc);
  on(
    state,
    [
      [0x98, 0x98],
      [0x9e, 0x9f],
    ],
    ACTION.ignore,
    STATE.string,
  );
  on(state, [[0x9b, 0x9b]], ACTION.clear, STATE.csiEntry);
  on(state, [[0x90, 0x90]], ACTION.clear, STATE.dcsEntry);
}

function ground(on: On): void {
  on(STATE.ground, C0, ACTION.execute, STATE.ground);
  on(STATE.ground, [PRINTABLE, BEYOND], ACTION.print, STATE.ground);
}

function escapes(on: On): void {
  const { escape: state, escapeIntermediate: intermediate } = STATE;
  on(state, C0, ACTION.execute, state);
  on(state, [DEL], ACTION.ignore, state);
  on(state, [INTERMEDIATE], ACTION.collect, intermediate);
  on(state, [[0x30, 0x7e]], ACTION.escDispatch, STATE.ground);
  on(state, [[0x5b, 0x5b]], ACTION.clear, STATE.csiEntry);
  on(state, [[0x5d, 0x5d]], ACTION.oscStart, STATE.osc);
  on(state, [[0x50, 0x50]], ACTION.clear, STATE.dcsEntry);
  on(
    state,
    [
      [0x58, 0x58],
      [0x5e, 0x5f],
    ],
    ACTION.ignore,
    STATE.string,
  );
  on(intermediate, C0, ACTION.execute, intermediate);
  on(intermediate, [DEL], ACTION.ignore, intermediate);
  on(intermediate, [INTERMEDIATE], ACTION.collect, intermediate);
  on(intermediate, [[0x30, 0x7e]], ACTION.escDispatch, STATE.ground);
}

function csi(on: On): void {
  const { csiEntry, csiParam, csiIntermediate, csiIgnore } = STATE;
  for (const state of [csiEntry, csiParam, csiIntermediate, csiIgnore]) {
    on(state, C0, ACTION.execute, state);
    on(state, [DEL], ACTION.ignore, state);
    on(state, [FINAL], ACTION.csiDispatch, STATE.ground);
    on(state, [INTERMEDIATE], ACTION.collect, csiIntermediate);
  }
  on(csiEntry, [PARAM], ACTION.param, csiParam);
  on(csiEntry, [PREFIX], ACTION.collect, csiParam);
  on(csiParam, [PARAM], ACTION.param, csiParam);
  on(csiParam, [PREFIX], ACTION.ignore, csiIgnore);
  on(csiIntermediate, [PARAM, PREFIX], ACTION.ignore, csiIgnore);
  on(csiIgnore, [[0x20, 0x3f], BEYOND], ACTION.ignore, csiIgnore);
  on(csiIgnore, [FINAL], ACTION.ignore, STATE.ground);
}

function strings(on: On): void {
  const { string, osc } = STATE;
  on(string, [...C0, PRINTABLE, DEL, BEYOND], ACTION.ignore, string);
  on(osc, C0, ACTION.ignore, osc);
  on(osc, [PRINTABLE, DEL, BEYOND], ACTION.oscPut, osc);
  on(
    osc,
    [
      [0x07, 0x07],
      [0x18, 0x18],
      [0x1a, 0x1b],
      [0x9c, 0x9c],
    ],
    ACTION.oscEnd,
    STATE.ground,
  );
}

function dcs(on: On): void {
  const { dcsEntry, dcsParam, dcsIntermediate, dcsIgnore, dcsPassthrough } = STATE;
  for (const state of [dcsEntry, dcsParam, dcsIntermediate]) {
    on(state, [...C0, DEL], ACTION.ignore, state);
    on(state, [INTERMEDIATE], ACTION.collect, dcsIntermediate);
    on(state, [FINAL], ACTION.dcsHook, dcsPassthrough);
    on(state, [BEYOND], ACTION.ignore, dcsIgnore);
  }
  on(dcsEntry, [PARAM], ACTION.param, dcsParam);
  on(dcsEntry, [PREFIX], ACTION.collect, dcsParam);
  on(dcsParam, [PARAM], ACTION.param, dcsParam);
  on(dcsParam, [PREFIX], ACTION.ignore, dcsIgnore);
  on(dcsIntermediate, [PARAM, PREFIX], ACTION.ignore, dcsIgnore);
  on(dcsIgnore, [...C0, [0x20, 0x7f], BEYOND], ACTION.ignore, dcsIgnore);
  on(dcsPassthrough, [...C0, PRINTABLE, BEYOND], ACTION.dcsPut, dcsPassthrough);
  on(dcsPassthrough, [DEL], ACTION.ignore, dcsPassthrough);
  on(
    dcsPassthrough,
    [
      [0x18, 0x18],
      [0x1a, 0x1b],
      [0x9c, 0x9c],
    ],
    ACTION.dcsUnhook,
    STATE.ground,
  );
}

/** What a state does with a code (C0, ASCII, C1 or `NON_ASCII`); nothing said: drop it, to the ground. */
export const TRANSITIONS: Uint8Array = build();
