/** Answers of the terminal that come as OSC or DCS strings. */
import { parseColorSpec } from '../../core/color-spec.js';

/** A dynamic colour, or an index of the palette. */
export type ColorName = 'foreground' | 'background' | 'cursor' | number;

export type StringReply =
  /** `OSC 10|11|12 ; spec` and `OSC 4 ; index ; spec` */
  | { reply: 'colors'; colors: readonly { name: ColorName; rgb: number }[] }
  /** `OSC 52 ; … ; base64` */
  | { reply: 'clipboard'; text: string }
  /** `DCS > | text`: name and version (XTVERSION) */
  | { reply: 'terminal-name'; name: string };

const DYNAMIC: Readonly<Record<string, ColorName>> = {
  '10': 'foreground',
  '11': 'background',
  '12': 'cursor',
};
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const MAX_NAME = 100;

function paletteColors(parts: readonly string[]) {
  const colors: { name: ColorName; rgb: number }[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const index = /^\d{1,3}$/.test(parts[i] ?? '') ? Number(parts[i]) : 256;
    const rgb = parseColorSpec(parts[i + 1] ?? '');
    if (index < 256 && rgb !== undefined) colors.push({ name: index, rgb });
  }
  return colors;
}

function oscReply(body: string): StringReply | undefined {
  const [command = '', ...parts] = body.split(';');
  const name = DYNAMIC[command];
  if (name !== undefined) {
    const rgb = parseColorSpec(parts[0] ?? '');
    return rgb === undefined ? undefined : { reply: 'colors', colors: [{ name, rgb }] };
  }
  if (command === '4') return { reply: 'colors', colors: paletteColors(parts) };
  const encoded = parts[1];
  if (command !== '52' || encoded === undefined || !BASE64.test(encoded)) return undefined;
  return { reply: 'clipboard', text: Buffer.from(encoded, 'base64').toString() };
}

/** Meaning of an OSC or DCS with its introducer and its end; undefined for what nobody asked. */
export function decodeStringReply(raw: Uint8Array): StringReply | undefined {
  const whole = Buffer.from(raw).toString('latin1');
  const [, introducer, body = ''] = /^\x1b+([\]P])(.*?)(?:\x07|\x1b\\)$/s.exec(whole) ?? [];
  if (introducer === ']') return oscReply(body);
  if (introducer !== 'P' || !body.startsWith('>|')) return undefined;
  return { reply: 'terminal-name', name: body.slice(2, 2 + MAX_NAME) };
}
