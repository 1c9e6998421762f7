import { type Disposable, Emitter } from '../../core/lifecycle.js';
import type { Appearance } from '../../core/ports/host.js';
import type { TerminalReply } from '../input/decoder.js';
import { isDark } from './color-distance.js';

const OWN_COLORS = 16;
const ASK_SCHEME = '\x1b[?996n';
/** Every terminal answers it; the answers to what was asked before have come by then. */
const ASK_STATUS = '\x1b[5n';
const ASK_SCHEME_REPORTS = '\x1b[?2031$p';
const SCHEME_REPORTS_ON = '\x1b[?2031h';
const SCHEME_REPORTS_OFF = '\x1b[?2031l';
const SCHEME_REPORTS = 2031;

/** How long answers are waited for before what is known is told, ms. */
const ANSWER_TIME = 1000;
/** Shortest time between two rounds of questions that nobody has to wait for, ms. */
const SHORTEST_PAUSE = 3000;

const COLORS_BY_SCHEME = {
  dark: { foreground: 0xd0d0d0, background: 0x101010 },
  light: { foreground: 0x202020, background: 0xffffff },
} as const;

export interface AppearanceProbeOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Whether the terminal may be asked for modes (DECRQM). */
  asksModes: boolean;
  write: (data: string) => void;
  /** Whether the cursor has a program's colour, so that the terminal's own cannot be asked for. */
  hasCursorColor: () => boolean;
  /** Answers are owed from now on, or no longer. */
  onWaiting: (isWaiting: boolean) => void;
}

/**
 * How the person's terminal looks, as far as it tells: its colours (OSC 4, 10–12) and whether it is
 * dark or light (https://contour-terminal.org/vt-extensions/color-palette-update-notifications/).
 */
export class AppearanceProbe implements Disposable {
  readonly #options: AppearanceProbeOptions;
  readonly #changed = new Emitter<Appearance>();
  readonly #colors = new Map<string | number, number>();
  #scheme: Appearance['scheme'] | undefined;
  #hasSchemeReports = false;
  #current: Appearance | undefined;
  #timer: NodeJS.Timeout | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: AppearanceProbeOptions) {
    this.#options = options;
  }

  /** Fired when it is first known and when it has changed. */
  get onChange() {
    return this.#changed.event;
  }

  get current(): Appearance | undefined {
    return this.#current;
  }

  /** Whether answers are still to come. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Asks everything. */
  start(): void {
    this.#ask((this.#options.asksModes ? ASK_SCHEME_REPORTS : '') + ASK_SCHEME);
  }

  /** Looks whether it has changed, unless that was just done or the terminal does not tell. */
  refresh(): void {
    const isKnown = this.#colors.size > 0 || this.#scheme !== undefined;
    if (!isKnown || performance.now() - this.#askedAt < SHORTEST_PAUSE) return;
    this.#ask(ASK_SCHEME);
  }

  take(reply: TerminalReply): void {
    switch (reply.reply) {
      case 'colors':
        for (const { name, rgb } of reply.colors) this.#colors.set(name, rgb);
        break;
      case 'color-scheme':
        this.#takeScheme(reply.scheme);
        break;
      case 'mode-report':
        if (reply.mode === SCHEME_REPORTS) this.#takeSchemeReports(reply.state);
        return;
      case 'status':
        this.#finish();
        return;
      default:
        return;
    }
    if (!this.isWaiting) this.#publish();
  }

  /** What takes back what was turned on; nothing more is expected. */
  stop(): string {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#hasSchemeReports ? SCHEME_REPORTS_OFF : '';
  }

  #ask(questions: string): void {
    clearTimeout(this.#timer);
    this.#askedAt = performance.now();
    const dynamic = this.#options.hasCursorColor() ? [10, 11] : [10, 11, 12];
    const palette = Array.from({ length: OWN_COLORS }, (_, index) => `4;${index}`);
    const colors = [...dynamic, ...palette].map((each) => `\x1b]${each};?\x1b\\`).join('');
    this.#timer = setTimeout(() => this.#finish(), ANSWER_TIME);
    this.#options.onWaiting(true);
    this.#options.write(questions + colors + ASK_STATUS);
  }

  #finish(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.onWaiting(false);
    this.#publish();
  }

  #takeScheme(scheme: Appearance['scheme']): void {
    this.#scheme = scheme;
    // Unasked: the colours have changed.
    if (!this.isWaiting) this.#ask('');
  }

  #takeSchemeReports(state: number): void {
    if (state !== 1 && state !== 2) return;
    this.#hasSchemeReports = true;
    this.#options.write(SCHEME_REPORTS_ON);
  }

  #publish(): void {
    const appearance = this.#assemble();
    if (!appearance || isSame(appearance, this.#current)) return;
    this.#current = appearance;
    this.#changed.fire(appearance);
  }

  /** What is not told follows from what is; undefined when nothing is known. */
  #assemble(): Appearance | undefined {
    const told = this.#colors.get('background');
    const scheme =
      this.#scheme ??
      (told === undefined ? schemeOfEnvironment(this.#options.env) : schemeOf(told));
    if (scheme === undefined) return undefined;
    const usual = COLORS_BY_SCHEME[scheme];
    const foreground = this.#colors.get('foreground') ?? usual.foreground;
    const palette: number[] = [];
    for (let index = 0; this.#colors.has(index); index++) {
      palette.push(this.#colors.get(index) ?? 0);
    }
    return {
      foreground,
      background: told ?? usual.background,
      cursor: this.#colors.get('cursor') ?? foreground,
      palette,
      scheme,
    };
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}

function schemeOf(background: number): Appearance['scheme'] {
  return isDark(background) ? 'dark' : 'light';
}

/** COLORFGBG as rxvt and Konsole set it: indexes of the palette, the background last. */
function schemeOfEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Appearance['scheme'] | undefined {
  const background = /;(\d+)$/.exec(env['COLORFGBG'] ?? '')?.[1];
  if (background === undefined) return undefined;
  const index = Number(background);
  return index < 7 || index === 8 ? 'dark' : 'light';
}

function isSame(a: Appearance, b: Appearance | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
