/** Bytes of keys as a legacy terminal sends them. */
const NAMED: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  escape: '\x1b',
  space: ' ',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  delete: '\x1b[3~',
  /** Ctrl-m as kitty sends it; a legacy terminal cannot. */
  'kitty-ctrl-m': '\x1b[109;5u',
};

/** `ctrl-n`, `enter`, `alt-x`, or a single character. */
export function keyBytes(name: string): string {
  const named = NAMED[name];
  if (named !== undefined) return named;
  const control = /^ctrl-([a-z])$/.exec(name)?.[1];
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f);
  const alt = /^alt-(.)$/u.exec(name)?.[1];
  if (alt !== undefined) return `\x1b${alt}`;
  if ([...name].length === 1) return name;
  throw new Error(`no such key: ${name}`);
}
