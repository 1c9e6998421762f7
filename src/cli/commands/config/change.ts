import type { SettingsScope } from '../../../config/schema.js';
import { QtuiError } from '../../../core/errors.js';
import { namedCommands } from '../../../core/project-commands.js';
import { commandWords, printable } from '../../../core/text.js';
import type { CommandContext } from '../../command.js';
import { canAsk, confirm } from '../../prompt.js';
import { entriesAt, entryJson, valueWords } from './entry.js';

interface Change {
  scope: SettingsScope;
  file: string;
  path: readonly string[];
  key: string;
}

/** Edits a file of settings, says what holds now, and asks for the trust that a command needs. */
export async function changeSetting(
  context: CommandContext,
  { scope, file, path, key }: Change,
  edit: (source: string) => string,
): Promise<void> {
  const { app, out } = context;
  const { writeSettings } = await import('./engine.js');
  const { isChanged } = await writeSettings(app.paths.stateDirectory, file, scope, edit);
  if (!out.json) {
    out.print(`${printable(file)} ${isChanged ? 'is changed' : 'says so already'}.`);
  }
  const isTrusted = scope === 'project' && isChanged ? await offerTrust(context) : undefined;
  const entries = await entriesAt(app, path).catch((error: unknown) => {
    // The other file may be wrong; this one is right, and written.
    if (error instanceof QtuiError) out.warn([{ code: error.code, message: error.message }]);
    else throw error;
    return [];
  });
  const [entry] = entries;
  if (out.json) {
    out.answer({
      ...{ file, isChanged },
      setting: entry === undefined ? null : entryJson(entry),
      ...(isTrusted !== undefined && { isTrusted }),
    });
    return;
  }
  if (entry === undefined) return;
  const { value, setting, origins } = entry;
  out.print(`${printable(key)} = ${valueWords(value, setting.otherwise)}`);
  const [first] = origins;
  if (scope === 'user' && first?.from === 'project' && first.file !== undefined) {
    out.note(`Here the repository’s own setting wins: ${printable(first.file)}:${first.line}.`);
  }
  if (isChanged && setting.restart === 'host') {
    out.note('A running host keeps what it was started with; "qtui kill-server" ends it.');
  }
}

/**
 * The commands of a file that has changed are trusted no more. Whoever changed it here is asked;
 * undefined where there is nothing to trust.
 */
async function offerTrust({ app, out }: CommandContext): Promise<boolean | undefined> {
  const { project } = await app.config();
  if (project === undefined) return undefined;
  const named = namedCommands(project).filter(({ command }) => command.length > 0);
  if (named.length === 0) return undefined;
  const store = await app.trust();
  if (await store.isTrusted(project.file)) return true;
  for (const { name, command } of named) out.note(`  ${name}: ${commandWords(command)}`);
  if (out.json || !canAsk()) {
    out.note('The file has changed, so its commands run only after "qtui trust".');
    return false;
  }
  if (!(await confirm('The file has changed. Trust its commands, so that they run here?'))) {
    out.note('They do not run. "qtui trust" asks again.');
    return false;
  }
  await store.trust(project.file);
  return true;
}
