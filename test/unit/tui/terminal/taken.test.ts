import { expect, test } from '@jest/globals';
import { TakenTerminal } from '../../../../src/tui/terminal/taken.js';
import { FakeInput, FakeOutput } from '../../../support/outer-terminal.js';

/** Keeps what the terminal had been given each time that it became raw. */
class WatchedInput extends FakeInput {
  readonly shownBefore: string[] = [];
  readonly #output: FakeOutput;

  constructor(output: FakeOutput) {
    super();
    this.#output = output;
  }

  override setRawMode(raw: boolean): this {
    if (raw) this.shownBefore.push(this.#output.takeWritten());
    return super.setRawMode(raw);
  }
}

test('is raw before it shows anything, so that no key is echoed onto it', () => {
  const output = new FakeOutput(20, 6);
  const input = new WatchedInput(output);
  const env = { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' };
  const options = { input, output: output.asTerminal(), env, mouse: true } as const;
  const taken = new TakenTerminal({ ...options, color: 'auto', unicode: 'auto' }, (surface) => {
    surface.write(0, 0, 'first');
  });
  expect(input.shownBefore).toEqual(['']);
  expect(output.takeWritten()).toContain('first');
  taken.take();
  expect(input.shownBefore).toEqual(['', '']);
  expect(output.takeWritten()).toContain('first');
  taken.release();
});
