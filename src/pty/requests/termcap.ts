import type { EmulatorContext } from './context.js';
import { onDcs } from './payload.js';

/** Room for some hundred names in one question. */
const MAX_QUESTION = 4_096;

const ESC = '\u001b';

/** Capabilities by terminfo's names; `true` for one that has no value. */
const TERMINFO: Readonly<Record<string, string | true>> = {
  TN: 'xterm-256color',
  name: 'xterm-256color',
  colors: '256',
  RGB: '8/8/8',
  // Extensions that programs ask for one by one: tmux(1) TERMINFO EXTENSIONS, user_caps(5).
  AX: true,
  Su: true,
  Tc: true,
  XF: true,
  XT: true,
  fullkbd: true,
  BD: `${ESC}[?2004l`,
  BE: `${ESC}[?2004h`,
  Cr: `${ESC}]112${ESC}\\`,
  Cs: `${ESC}]12;%p1%s${ESC}\\`,
  Hls: `${ESC}]8;%?%p1%l%tid=%p1%s%;;%p2%s${ESC}\\`,
  Ms: `${ESC}]52;%p1%s;%p2%s${ESC}\\`,
  PE: `${ESC}[201~`,
  PS: `${ESC}[200~`,
  Rmol: `${ESC}[55m`,
  Se: `${ESC}[0 q`,
  Setulc: `${ESC}[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm`,
  Smol: `${ESC}[53m`,
  Smulx: `${ESC}[4:%p1%dm`,
  Ss: `${ESC}[%p1%d q`,
  Sync: `${ESC}[?2026%?%p1%{1}%-%tl%eh%;`,
  fd: `${ESC}[?1004l`,
  fe: `${ESC}[?1004h`,
  kxIN: `${ESC}[I`,
  kxOUT: `${ESC}[O`,
  ol: `${ESC}[59m`,
  ritm: `${ESC}[23m`,
  rmcup: `${ESC}[?1049l${ESC}[23;0;0t`,
  rmxx: `${ESC}[29m`,
  setrgbb: `${ESC}[48:2:%p1%d:%p2%d:%p3%dm`,
  setrgbf: `${ESC}[38:2:%p1%d:%p2%d:%p3%dm`,
  sitm: `${ESC}[3m`,
  smcup: `${ESC}[?1049h${ESC}[22;0;0t`,
  smxx: `${ESC}[9m`,
  kbs: '\u007f',
  kcbt: `${ESC}[Z`,
  kcub1: `${ESC}OD`,
  kcud1: `${ESC}OB`,
  kcuf1: `${ESC}OC`,
  kcuu1: `${ESC}OA`,
  kdch1: `${ESC}[3~`,
  kend: `${ESC}OF`,
  khome: `${ESC}OH`,
  kich1: `${ESC}[2~`,
  knp: `${ESC}[6~`,
  kpp: `${ESC}[5~`,
  kf1: `${ESC}OP`,
  kf2: `${ESC}OQ`,
  kf3: `${ESC}OR`,
  kf4: `${ESC}OS`,
  kf5: `${ESC}[15~`,
  kf6: `${ESC}[17~`,
  kf7: `${ESC}[18~`,
  kf8: `${ESC}[19~`,
  kf9: `${ESC}[20~`,
  kf10: `${ESC}[21~`,
  kf11: `${ESC}[23~`,
  kf12: `${ESC}[24~`,
};

/** Termcap's names of the same, which vim asks by. termcap(5) */
const TERMCAP: Readonly<Record<string, string>> = {
  '@7': 'kend',
  Co: 'colors',
  F1: 'kf11',
  F2: 'kf12',
  ZH: 'sitm',
  ZR: 'ritm',
  k1: 'kf1',
  k2: 'kf2',
  k3: 'kf3',
  k4: 'kf4',
  k5: 'kf5',
  k6: 'kf6',
  k7: 'kf7',
  k8: 'kf8',
  k9: 'kf9',
  'k;': 'kf10',
  kB: 'kcbt',
  kD: 'kdch1',
  kI: 'kich1',
  kN: 'knp',
  kP: 'kpp',
  kb: 'kbs',
  kd: 'kcud1',
  kh: 'khome',
  kl: 'kcub1',
  kr: 'kcuf1',
  ku: 'kcuu1',
  te: 'rmcup',
  ti: 'smcup',
};

/**
 * XTGETTCAP: `DCS + q name ; … ST` with names in hexadecimal. Each has its own answer, so that one
 * unknown name does not hide the rest.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Device-Control-functions
 */
export function registerTermcap({ core, answers }: EmulatorContext): void {
  onDcs(core, { intermediates: '+', final: 'q' }, MAX_QUESTION, (data) => {
    for (const name of data.split(';')) answers.dcs(answerTo(name));
  });
}

function answerTo(hexName: string): string {
  if (!/^(?:[\da-f]{2})+$/i.test(hexName)) return '0+r';
  const name = Buffer.from(hexName, 'hex').toString('latin1');
  const value = capability(TERMCAP, name) ?? name;
  const found = capability(TERMINFO, value);
  if (found === undefined) return `0+r${hexName}`;
  if (found === true) return `1+r${hexName}`;
  return `1+r${hexName}=${Buffer.from(found, 'latin1').toString('hex').toUpperCase()}`;
}

function capability<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
