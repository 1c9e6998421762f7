import { expect, test } from '@jest/globals';
import { parseMountsBelow } from '../../../src/git/loss/mounts.js';

const line = (point: string) => `36 35 98:0 / ${point} rw,noatime master:1 - ext4 /dev/root rw`;

test('mounts below a directory are told, with any name and once, and no others', () => {
  const list = [
    line('/'),
    line('/w'),
    line('/w/data'),
    line('/w/data'),
    line('/w/a\\040b\\011c\\012d\\134e'),
    line('/w-other/x'),
    line('/elsewhere/w/x'),
    'nothing of use',
    '',
  ].join('\n');
  expect(parseMountsBelow(list, '/w')).toEqual(['a b\tc\nd\\e/', 'data/']);
  expect(parseMountsBelow('', '/w')).toEqual([]);
});
