import type { Terminal } from '@xterm/headless';

/** Parameters of a CSI sequence as xterm's parser gives them; a nested list holds sub-parameters. */
export type Parameters = readonly (number | number[])[];

/** The parameter at `index`, or `missing` when it is absent, empty or 0. */
export function parameter(params: Parameters, index: number, missing = 0): number {
  const value = params[index];
  return typeof value === 'number' && value > 0 ? value : missing;
}

/** Tells of every mode that a program sets or resets (DECSET, DECRST), before xterm acts on it. */
export function onPrivateMode(
  terminal: Terminal,
  tell: (mode: number, isSet: boolean) => void,
): void {
  for (const final of ['h', 'l']) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (params) => {
      for (const mode of params) if (typeof mode === 'number') tell(mode, final === 'h');
      return false;
    });
  }
}
