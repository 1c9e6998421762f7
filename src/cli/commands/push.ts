import { EXIT } from '../../core/errors.js';
import type { PushSessionWish } from '../../core/ports/publishing.js';
import { pushedWords, saidLines } from '../../core/push-words.js';
import { type CommandDefinition, JSON_OPTION, type OptionDefinition, textOf } from '../command.js';
import { interruptible } from '../interrupt.js';
import { pushedJson } from '../push-json.js';
import { selectSession } from '../select.js';

export interface PushOptions {
  forceWithLease?: boolean;
  remote?: string;
}

/** Options of everything that pushes. */
export const PUSH_OPTIONS: readonly OptionDefinition[] = [
  {
    flags: '--force-with-lease',
    description: 'replace what is there, if it still is what was last fetched',
  },
  { flags: '--remote <name>', description: 'push there; by default where git would' },
];

/** The options that `push` and `pr` share, as the service takes them. */
export function pushWish({ forceWithLease, remote }: PushOptions): PushSessionWish {
  return {
    ...(remote !== undefined && { remote }),
    ...(forceWithLease && { replace: true }),
  };
}

export const pushCommand: CommandDefinition = {
  name: 'push',
  summary: "push a session's branch to its own name at the remote",
  details:
    'Only commits are pushed, and no tags. Nothing there is replaced unless you say so. The ' +
    'branch follows its own name at the remote afterwards.',
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [...PUSH_OPTIONS, JSON_OPTION],
  examples: [{ command: 'qtui push auth', does: 'the branch of session auth is at the remote' }],
  async run({ app, out }, [selector], options) {
    await app.requireGit();
    const { session } = await selectSession(app, textOf(selector));
    const service = await app.sessions();
    out.progress('Pushing …');
    const { pushed, warnings } = await interruptible((signal) =>
      service.push(session.id, { ...pushWish(options as PushOptions), signal }),
    );
    out.endProgress();
    out.warn(warnings);
    if (out.json) out.answer({ push: pushedJson(pushed), warnings });
    else {
      for (const line of saidLines(pushed)) out.note(line);
      out.print(pushedWords(pushed));
    }
    return EXIT.done;
  },
};
