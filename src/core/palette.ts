/** xterm's first sixteen colours; a terminal may show others. */
const BASE_COLORS: readonly number[] = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
  0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

const CUBE_LEVELS: readonly number[] = [0, 95, 135, 175, 215, 255];

const GREYS_START = 232;
const CUBE_START = 16;

/** A colour of xterm's palette of 256 as `0xrrggbb`; black for an index beyond. */
export function paletteColor(index: number): number {
  if (index < CUBE_START) return BASE_COLORS[index] ?? 0;
  if (index >= GREYS_START) return (8 + (index - GREYS_START) * 10) * 0x01_01_01;
  const cube = index - CUBE_START;
  const level = (position: number) => CUBE_LEVELS[position % 6] ?? 0;
  return (level(Math.floor(cube / 36)) << 16) | (level(Math.floor(cube / 6)) << 8) | level(cube);
}
