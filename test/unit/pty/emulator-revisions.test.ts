import { expect, test } from '@jest/globals';
import { loadEmulators } from '../../../src/pty/terminal-core/emulator.js';
import { sessionOf } from '../../fuzz/emulators/session.js';
import { newTables, Subject } from '../../fuzz/emulators/subject.js';

const factory = await loadEmulators();

test('a line that keeps its revision keeps its cells and flags, whatever happens', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const session = sessionOf(seed, 4_000);
    const { emulator, active, run } = withRun(new Subject(factory, session, newTables()));
    let seen = new Map<number, string>();
    for (const step of session.steps) {
      run(step);
      if (step.kind === 'resize') seen = new Map();
      for (let y = 0; y < emulator.rows; y++) {
        const line = emulator.historyLength + y;
        const { codes, styles, flags } = active.read(line);
        const content = `${codes.join()} ${styles.join()} ${flags}`;
        const revision = emulator.lineRevision(line);
        expect(seen.get(revision) ?? content).toBe(content);
        seen.set(revision, content);
      }
    }
    emulator.dispose();
  }
});

test('a line that nothing touches keeps its revision', () => {
  const subject = new Subject(factory, sessionOf(1, 10), newTables());
  const { emulator } = subject;
  emulator.parse(Buffer.from('\u001bcone\r\ntwo'));
  const before = emulator.lineRevision(emulator.historyLength);
  emulator.parse(Buffer.from('\r\u001b[2Kthree'));
  expect(emulator.lineRevision(emulator.historyLength)).toBe(before);
  emulator.dispose();
});

function withRun(subject: Subject) {
  const { emulator, active } = subject;
  return { emulator, active, run: (step: Parameters<Subject['run']>[0]) => subject.run(step) };
}
