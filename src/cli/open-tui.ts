import { type ExitCode, QtuiError } from '../core/errors.js';
import type { Application } from './compose.js';

/** Refuses to open the screen where there is none, and names what works without. */
function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return;
  const stream = process.stdin.isTTY ? 'stdout' : 'stdin';
  throw new QtuiError(
    'not-a-terminal',
    `qtui opens its screen in a terminal, and ${stream} is not a terminal.`,
    {
      untouched: 'Nothing was started.',
      hint:
        'Without one use: qtui new, qtui sessions list, qtui send, qtui capture, qtui wait, ' +
        'qtui merge ("qtui --help" explains them).',
    },
  );
}

/** Opens the screen, on a session where one is named; resolves when the person leaves it. */
export async function openTui(
  app: Application,
  focus: { sessionId?: string } = {},
): Promise<ExitCode> {
  requireTerminal();
  await app.requireGit();
  throw new QtuiError('internal', 'This build has no screen yet.', { data: focus });
}
