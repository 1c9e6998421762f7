// What the tests in a real xterm need besides qtui itself; without all of it they are not run.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['xterm', 'Xvfb', 'xdotool', 'setxkbmap', 'script'];

/** Names of those that are not on PATH. */
export function missingXtermPrograms() {
  return missingOf(PROGRAMS);
}

/** Of these programs those that are not on PATH. */
export function missingOf(programs) {
  const directories = (process.env.PATH ?? '').split(delimiter);
  return programs.filter((name) => !directories.some((each) => isProgram(join(each, name))));
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
