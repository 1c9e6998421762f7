import { expect, test } from '@jest/globals';
import { TestEmulator } from '../../support/emulator.js';

const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
const ask = (names: string) => new TestEmulator().ask(`\u001bP+q${names}\u001b\\`);
const dcs = (...texts: string[]) => texts.map((text) => `\u001bP${text}\u001b\\`).join('');

test.each([
  ['TN', 'xterm-256color'],
  ['Co', '256'],
  ['colors', '256'],
  ['RGB', '8/8/8'],
  ['Ms', '\u001b]52;%p1%s;%p2%s\u001b\\'],
  ['Ss', '\u001b[%p1%d q'],
  ['Se', '\u001b[0 q'],
  ['Smulx', '\u001b[4:%p1%dm'],
  ['Setulc', '\u001b[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm'],
  ['smcup', '\u001b[?1049h\u001b[22;0;0t'],
  ['ku', '\u001bOA'],
  ['kcuu1', '\u001bOA'],
  ['k;', '\u001b[21~'],
])('%s', (name, value) => {
  expect(ask(hex(name))).toBe(dcs(`1+r${hex(name)}=${hex(value)}`));
});

test.each(['Tc', 'Su', 'fullkbd'])('%s has no value', (name) => {
  expect(ask(hex(name))).toBe(dcs(`1+r${hex(name)}`));
});

test.each(['ZZ', 'tc', 'tn', 'constructor', 'query-os-name'])('%s is unknown', (name) => {
  expect(ask(hex(name))).toBe(dcs(`0+r${hex(name)}`));
});

test('digits of either case, answered as they were asked', () => {
  expect(ask('436f')).toBe(dcs('1+r436f=323536'));
  expect(ask('436F')).toBe(dcs('1+r436F=323536'));
});

test('every name of a question has its own answer', () => {
  expect(ask(`${hex('Co')};${hex('ZZ')};${hex('Tc')}`)).toBe(
    dcs(`1+r${hex('Co')}=323536`, `0+r${hex('ZZ')}`, `1+r${hex('Tc')}`),
  );
});

test.each(['', '4', 'zz', '5450;x'])('%j is no name in hexadecimal', (names) => {
  expect(ask(names)).toContain('0+r\u001b\\');
});

test('an endless question is not answered', () => {
  expect(ask('436f;'.repeat(100_000))).toBe('');
});
