/** The name of a new session's branch, as far as the person is asked about it. */
import { QtuiError } from '../core/errors.js';
import type { Naming } from '../core/ports/naming.js';
import type { CreatedSession, NewSessionRequest } from '../core/ports/sessions.js';
import { printable } from '../core/text.js';
import { slugifyPath, wordPair } from '../session/names/naming.js';
import type { CommandContext } from './command.js';
import { interruptible } from './interrupt.js';
import type { Output } from './output.js';
import { askText, canAsk } from './prompt.js';

const ABOUT_NAME = new Set(['invalid-name', 'name-taken', 'protected-branch']);

/**
 * Creates what is asked for. In a terminal a name that cannot be had is confirmed or changed first;
 * without one a derived name gets an ending, and one that was asked for is refused.
 */
export async function createConfirmed(
  { app, out }: CommandContext,
  request: NewSessionRequest,
  create: (request: NewSessionRequest) => Promise<CreatedSession>,
): Promise<CreatedSession> {
  const asks = !out.json && canAsk();
  let wanted = asks ? await confirmDerived(app, request) : request;
  for (;;) {
    try {
      return await create(wanted);
    } catch (thrown) {
      const { worktree } = wanted;
      const branch = worktree.kind === 'create' && !worktree.open ? worktree.branch : undefined;
      const isAboutName = thrown instanceof QtuiError && ABOUT_NAME.has(thrown.code);
      if (!asks || !isAboutName || branch === undefined) throw thrown;
      out.note([thrown.message, thrown.hint].filter(Boolean).join(' '));
      wanted = withBranch(wanted, await askText('Which name?', proposalFor(branch, thrown)));
    }
  }
}

/** The session with the name that a model may give it, and all warnings. */
export async function whenNamed(
  { session, warnings, naming }: CreatedSession,
  out: Output,
): Promise<Pick<CreatedSession, 'session' | 'warnings'>> {
  if (naming === undefined) return { session, warnings };
  out.progress('Waiting for a name …');
  // Who will not wait has the session as it is.
  const named = await interruptible((signal) => Promise.race([naming, stopped(signal)]));
  out.endProgress();
  out.warn(named.warnings);
  return { session: named.session ?? session, warnings: [...warnings, ...named.warnings] };
}

function stopped(signal: AbortSignal): Promise<Naming> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ warnings: [] }), { once: true });
  });
}

async function confirmDerived(
  app: CommandContext['app'],
  request: NewSessionRequest,
): Promise<NewSessionRequest> {
  const { worktree } = request;
  if (worktree.kind === 'none' || worktree.branch !== undefined || worktree.open) return request;
  const suggestion = await (await app.sessions()).suggestBranch(request);
  if (suggestion?.taken === undefined) return request;
  const question = `The branch ${printable(suggestion.taken)} cannot be had. Name of the new one?`;
  return withBranch(request, await askText(question, suggestion.branch));
}

/** What stands in the question: the next number behind the name, or what of it can be used. */
function proposalFor(branch: string, { code }: QtuiError): string {
  if (code === 'invalid-name') return slugifyPath(branch) || wordPair();
  const [, stem = branch, number = '1'] = /^(.*)-(\d{1,6})$/.exec(branch) ?? [];
  return `${stem}-${Number(number) + 1}`;
}

function withBranch(request: NewSessionRequest, branch: string): NewSessionRequest {
  const { worktree } = request;
  return worktree.kind === 'none' ? request : { ...request, worktree: { ...worktree, branch } };
}
