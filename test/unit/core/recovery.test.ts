import { describe, expect, test } from '@jest/globals';
import { isSettled, recoveryExitCode } from '../../../src/core/recovery.js';

const told = (...codes: string[]) => codes.map((code) => ({ code, message: code }));

describe('what a recovery tells', () => {
  test.each(['merge-recovered', 'removal-finished', 'session-undone', 'undo-taken-back'])(
    'is settled: %s',
    (code) => {
      expect(told(code).every(isSettled)).toBe(true);
      expect(recoveryExitCode(told(code))).toBe(0);
    },
  );

  test.each(['recovery-waiting', 'record-unreadable', 'trash-kept', 'disk-full', 'git-locked'])(
    'is not settled: %s',
    (code) => {
      expect(told(code).some(isSettled)).toBe(false);
      expect(recoveryExitCode(told('merge-recovered', code))).toBe(1);
    },
  );

  test('is a refusal where an edit is in the way, whatever else failed', () => {
    expect(recoveryExitCode(told('disk-full', 'recovery-stopped', 'merge-recovered'))).toBe(3);
  });

  test('is a success where there was nothing', () => {
    expect(recoveryExitCode([])).toBe(0);
  });
});
