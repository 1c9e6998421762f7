import { EXIT, QtuiError } from '../../core/errors.js';
import { count, printable } from '../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../command.js';
import type { Application } from '../compose.js';
import type { Output } from '../output.js';
import { canAsk, confirm } from '../prompt.js';

export const killServerCommand: CommandDefinition = {
  name: 'kill-server',
  summary: 'end the host and every program that runs in it',
  details: 'Worktrees, branches and sessions stay; only the programs end.',
  options: [{ flags: '-y, --yes', description: 'do not ask' }, JSON_OPTION],
  async run({ app, out }, _words, options) {
    const found = await findHost(app);
    if (found === undefined) {
      if (out.json) out.answer({ killed: { host: false, programs: 0 } });
      else out.print('No host is running.');
      return EXIT.done;
    }
    if (found.loss !== undefined && options['yes'] !== true) await approve(found.loss, out);
    // What its panes know of their use ends with it.
    if (found.programs) await (await app.sessions()).saveActivity({ isLast: true });
    await app.stopHost();
    const { programs } = found;
    if (out.json) out.answer({ killed: { host: true, programs } });
    else {
      const and = programs ? `, and ${count(programs, 'program')} with it` : '';
      out.print(`The host has ended${and}.`);
    }
    return EXIT.done;
  },
};

interface FoundHost {
  /** Null where the host is of another version and cannot be asked. */
  programs: number | null;
  /** What would end, in words; absent when nothing would. */
  loss?: string;
}

async function findHost(app: Application): Promise<FoundHost | undefined> {
  try {
    const { panes } = await app.connect({ start: false });
    const running = panes.filter(({ exit }) => exit === undefined);
    if (running.length === 0) return { programs: 0 };
    const titles = running.map(({ title }) => `  ${printable(title)}`).join('\n');
    const loss = `${count(running.length, 'program')} would end:\n${titles}`;
    return { programs: running.length, loss };
  } catch (error) {
    if (!(error instanceof QtuiError)) throw error;
    if (error.code === 'host-not-running') return undefined;
    if (error.code !== 'host-version') throw error;
    return { programs: null, loss: `${error.message} All programs in it would end.` };
  }
}

async function approve(loss: string, out: Output): Promise<void> {
  if (out.json || !canAsk()) {
    throw new QtuiError('would-lose-work', loss, {
      untouched: 'The host goes on.',
      hint: 'Add --yes to end them.',
    });
  }
  out.note(loss);
  if (!(await confirm('End them?'))) {
    throw new QtuiError('aborted', 'Not ended.', { untouched: 'The host goes on.' });
  }
}
