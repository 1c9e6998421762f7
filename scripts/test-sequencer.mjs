// The order of the test files: the long ones, which start programs, before the unit tests. Those
// then fill the end of both workers, and the memory that they leave behind slows down no fork.
import { createRequire } from 'node:module';

// Comes with jest.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

export default class LongFilesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isUnit = ({ context }) => context.config.displayName?.name === 'unit';
    return [...sorted.filter((test) => !isUnit(test)), ...sorted.filter(isUnit)];
  }
}
