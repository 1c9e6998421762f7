/** Lets the person edit something in their own editor, in a pane over the whole screen. */
import { QtuiError } from '../../../core/errors.js';
import type { EditedFile, OpenEdit } from '../../../core/ports/editing.js';
import type { App } from '../app.js';
import { runTool } from './run-tool.js';

/**
 * Opens the bytes in the person's editor ($VISUAL, $EDITOR, else vi or nano), dialogs out of sight,
 * and resolves with what it has saved when it ends well; undefined when it ends with an error, as
 * `:cq` of vi does, or the person or `signal` closes it. `name` is the path it is shown as; its last
 * part names the file, so that the editor knows the language. Nothing is left of it, save when host
 * or editor break down: what was saved until then is kept, and the error says where. Throws
 * `editor-not-found`, and as `runTool`.
 */
export async function editInPane(
  app: App,
  { signal, ...file }: EditedFile & { signal?: AbortSignal },
): Promise<Uint8Array | undefined> {
  const edit = await app.sessions.beginEdit(file);
  let isSettled = true;
  try {
    const { argv, cwd, env } = edit;
    const losing = `The editor is ended. What was changed in ${file.name} is dropped, saved or not.`;
    const exit = await runTool(app, { title: file.title, argv, cwd, env, losing }, signal);
    if (exit === undefined) return undefined;
    isSettled = exit.signal === 0;
    if (!isSettled) throw brokenDown(`The editor was ended by signal ${exit.signal}.`, edit);
    return exit.code === 0 ? await edit.read() : undefined;
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code !== 'host-lost') throw thrown;
    isSettled = false;
    throw brokenDown(thrown.message, edit, thrown);
  } finally {
    if (isSettled) await edit.remove();
  }
}

function brokenDown(message: string, { file }: OpenEdit, cause?: QtuiError): QtuiError {
  return new QtuiError(cause?.code ?? 'agent-failed', message, {
    untouched: 'Nothing was taken over.',
    hint: `What was saved is kept in ${file}`,
    ...(cause && { cause }),
  });
}
