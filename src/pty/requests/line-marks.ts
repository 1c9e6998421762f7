import { ROW } from '../../core/frame.js';
import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

/** A prompt that goes on (PS2) or stands at the right is not where a command begins. */
const NOT_PRIMARY = /(?:^|;)k=[^i]/;

/**
 * Marks of shells: where a prompt (A) and a command's output (C) begin, by OSC 133 or 633.
 * https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
 */
export function registerLineMarks({ core }: EmulatorContext): void {
  const mark = (data: string) => {
    const flag = { A: ROW.prompt, C: ROW.output }[data.charAt(0)];
    if (flag === undefined || !/^.(?:;|$)/.test(data) || NOT_PRIMARY.test(data)) return;
    if (!core.isAlternateScreen) core.markLine(flag);
  };
  for (const code of [133, 633]) onOsc(core, code, 4_096, mark);
}
