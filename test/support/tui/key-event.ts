import type { KeyEvent } from '../../../src/tui/input/events.js';
import { parseKeyName } from '../../../src/tui/input/key-name.js';

/** A key press by its name; a single character types itself. */
export function keyEvent(name: string, kind: KeyEvent['kind'] = 'press'): KeyEvent {
  const binding = parseKeyName(name);
  if (!binding) throw new Error(`${name} is no key`);
  const { ctrl, alt } = binding;
  const isText = [...binding.key].length === 1 && !ctrl && !alt;
  const text = isText ? { text: binding.key } : name === 'space' ? { text: ' ' } : {};
  return { ...binding, ...text, kind, protocol: 'legacy', raw: new Uint8Array() };
}
