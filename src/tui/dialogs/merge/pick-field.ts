/** A value that is picked in a dialog of its own, which Enter opens. */
import { clipLine, lineWidth, span } from '../../views/line.js';
import { labelSpans, type Widget, type WidgetContext, type WidgetView } from '../widget.js';

export class PickField implements Widget {
  readonly isFocusable = true;
  readonly #label: string;
  readonly #value: () => string;

  constructor(label: string, value: () => string) {
    this.#label = label;
    this.#value = value;
  }

  click(): boolean {
    return true;
  }

  view({ isFocused, width }: WidgetContext): WidgetView {
    const line = [
      ...labelSpans(this.#label, isFocused),
      span('  '),
      span(this.#value(), isFocused ? 'selected' : 'normal'),
    ];
    const hint = span('  Enter picks another', 'muted');
    const isRoomy = isFocused && lineWidth([...line, hint]) <= width;
    return { lines: [clipLine(isRoomy ? [...line, hint] : line, width)] };
  }
}
