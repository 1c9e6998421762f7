import { EXIT } from '../../core/errors.js';
import type { PullRequestOutcome, PullRequestWish } from '../../core/ports/publishing.js';
import { pushedWords, saidLines } from '../../core/push-words.js';
import { printable } from '../../core/text.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { interruptible } from '../interrupt.js';
import { linkOpener } from '../link-opener.js';
import { pushedJson } from '../push-json.js';
import { selectSession } from '../select.js';
import { PUSH_OPTIONS, type PushOptions, pushWish } from './push.js';

interface PullRequestOptions extends PushOptions {
  title?: string;
  body?: string;
  draft?: boolean;
  web?: boolean;
}

export const pullRequestCommand: CommandDefinition = {
  name: 'pr',
  summary: "push a session's branch and open a pull request into its target",
  details:
    'With gh, the command line of GitHub, installed and signed in, the pull request is made at ' +
    'once; else, and for other services, the address of the page on which you open it is printed.',
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [
    { flags: '--title <text>', description: "by default the only commit's, else the session's" },
    { flags: '--body <text>', description: 'by default the list of commits' },
    { flags: '--draft', description: 'not ready for review yet' },
    {
      flags: '--web',
      description: 'only open the page for it in the browser',
      conflicts: ['title', 'body', 'draft'],
    },
    ...PUSH_OPTIONS,
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui pr auth --draft', does: 'a draft of the work of session auth' },
    { command: 'qtui pr --web', does: 'pushes, and opens the page to fill in' },
  ],
  async run(context, [selector], given) {
    const { app, out } = context;
    const options = given as PullRequestOptions;
    await app.requireGit();
    const { session } = await selectSession(app, textOf(selector));
    const service = await app.sessions();
    out.progress('Pushing …');
    const outcome = await interruptible((signal) =>
      service.openPullRequest(session.id, { ...wishOf(options), signal }),
    );
    out.endProgress();
    out.warn(outcome.warnings);
    if (out.json) out.answer(answerOf(outcome));
    else tell(context, outcome);
    if (options.web) await open(context, outcome.url);
    return EXIT.done;
  },
};

function wishOf(options: PullRequestOptions): PullRequestWish {
  const { title, body, draft, web } = options;
  return {
    ...pushWish(options),
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(draft && { isDraft: true }),
    ...(web && { byHand: true }),
  };
}

function answerOf({ pushed, result, number, url, reason, warnings }: PullRequestOutcome) {
  return {
    push: pushedJson(pushed),
    pullRequest: { result, number: number ?? null, url, ...(reason && { reason }) },
    warnings,
  };
}

function tell({ out }: CommandContext, outcome: PullRequestOutcome): void {
  const { pushed, result, number, reason } = outcome;
  const url = printable(outcome.url);
  for (const line of saidLines(pushed)) out.note(line);
  out.note(pushedWords(pushed));
  if (reason !== undefined) out.note(reason);
  if (result === 'to-open') out.note('Open the pull request here:');
  out.print(
    result === 'to-open' ? url : `#${number} ${url}${result === 'exists' ? ' (open already)' : ''}`,
  );
}

/** Where no browser can be opened the printed address is all there is. */
async function open({ app, out }: CommandContext, url: string): Promise<void> {
  const { terminal } = await app.userConfig();
  const opener = linkOpener(terminal.openCommand, app.env);
  if (opener === undefined) out.note('No browser to open it in was found.');
  else await opener.open(url);
}
