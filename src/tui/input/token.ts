/** The smallest units of terminal input. `raw` holds exactly the bytes the token was made of. */
export type InputToken =
  /** One code point; U+FFFD stands for bytes that are not UTF-8. */
  | { type: 'text'; text: string; alt: boolean; raw: Uint8Array }
  /** One C0 control or DEL, ESC included when it stands alone. */
  | { type: 'control'; code: number; alt: boolean; raw: Uint8Array }
  /** ECMA-48 control sequence; `params` holds the bytes between prefix and intermediates. */
  | {
      type: 'csi';
      prefix: string;
      params: string;
      intermediates: string;
      final: string;
      alt: boolean;
      raw: Uint8Array;
    }
  | { type: 'ss3'; params: string; final: string; alt: boolean; raw: Uint8Array }
  /** `CSI [ x`: function keys of the Linux console. */
  | { type: 'linux'; final: string; raw: Uint8Array }
  /** `CSI M` and three bytes: a mouse report of a terminal without SGR reports. */
  | { type: 'x10-mouse'; button: number; x: number; y: number; raw: Uint8Array }
  /** OSC, DCS, APC, PM or SOS: what terminals reply with; nothing that a person types. */
  | { type: 'string'; raw: Uint8Array }
  | { type: 'paste-start' }
  | { type: 'paste-chunk'; bytes: Uint8Array }
  | { type: 'paste-end' };
