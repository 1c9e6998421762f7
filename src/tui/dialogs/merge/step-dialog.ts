/** A dialog of one step of a merge: says where one is, and lets one go back. */
import type { KeyEvent } from '../../input/events.js';
import { type MergeStep, STEP_TITLES } from '../../model/merge-flow.js';
import { type Line, lineWidth, span } from '../../views/line.js';
import { Dialog, type DialogSettings } from '../dialog.js';
import { TextField } from '../text-field.js';
import { keyName, TextBlock, type Widget } from '../widget.js';

/** What a step comes to beside its own answers: undefined is Escape. */
export type StepAnswer<Answer> = Answer | 'back';

/** Where one is. */
export interface StepPlace {
  readonly step: MergeStep;
  /** All that are shown, in order; `step` is one of them. */
  readonly steps: readonly MergeStep[];
  /** One can go back from here. */
  readonly hasBack: boolean;
}

/** Where no field for text or choice wants them. */
const BACK_KEYS = ['left', 'backspace', 'b'];
const BACK_HINT = 'b goes back';

const STEP_WIDTH = 80;

/** `hint` says what Enter does; what leads back and out is added. `place` is asked at every drawing. */
export function stepDialog<Answer>(
  place: () => StepPlace,
  settings: Omit<DialogSettings<StepAnswer<Answer>>, 'width' | 'hint'> & {
    hint: string | ((focused: Widget | undefined) => string);
    /** While it holds, the hint is all there is to say: nothing leads back or out. */
    isBusy?: () => boolean;
    /** What Escape does, where that is not to cancel. */
    escape?: string;
  },
): Dialog<StepAnswer<Answer>> {
  const { hint, widgets, focus, onKey } = settings;
  const words = typeof hint === 'string' ? () => hint : hint;
  const trail = new TextBlock((width, unicode) => [trailLine(place(), width, unicode), []]);
  const dialog: Dialog<StepAnswer<Answer>> = new Dialog<StepAnswer<Answer>>({
    ...settings,
    width: STEP_WIDTH,
    widgets: [trail, ...widgets],
    ...(focus !== undefined && { focus: focus + 1 }),
    hint: () => {
      if (settings.isBusy?.()) return words(dialog.focused);
      const isTyping = dialog.focused instanceof TextField;
      const back = place().hasBack && !isTyping ? BACK_HINT : '';
      return [words(dialog.focused), back, settings.escape ?? 'Esc cancels']
        .filter(Boolean)
        .join(' · ');
    },
    onKey: (event, self) => {
      if (onKey?.(event, self)) return true;
      if (!place().hasBack || !isBackKey(event)) return false;
      self.finish('back');
      return true;
    },
  });
  return dialog;
}

export function isBackKey(event: KeyEvent): boolean {
  return BACK_KEYS.includes(keyName(event));
}

/** The steps with the present one in brackets; only that one and its number where room is short. */
function trailLine(
  { step, steps }: Pick<StepPlace, 'step' | 'steps'>,
  width: number,
  unicode: boolean,
): Line {
  const at = steps.indexOf(step);
  const arrow = span(unicode ? ' › ' : ' > ', 'muted');
  const whole = steps.flatMap((each, index): Line => {
    const title = STEP_TITLES[each];
    const drawn =
      index === at ? span(`[${title}]`, 'accent') : span(title, index < at ? 'normal' : 'muted');
    return index === 0 ? [drawn] : [arrow, drawn];
  });
  if (lineWidth(whole) <= width) return whole;
  const next = steps[at + 1];
  const short: Line = [
    span(`[${STEP_TITLES[step]}]`, 'accent'),
    span(` ${at + 1} of ${steps.length}`, 'muted'),
  ];
  const withNext: Line = next ? [...short, arrow, span(STEP_TITLES[next], 'muted')] : short;
  return lineWidth(withNext) <= width ? withNext : short;
}
