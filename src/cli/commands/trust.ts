import { resolve } from 'node:path';
import type { Config } from '../../core/config.js';
import { EXIT, type ExitCode, QtuiError, toQtuiError } from '../../core/errors.js';
import type { TrustedFile, TrustStore } from '../../core/ports/trust.js';
import { namedCommands } from '../../core/project-commands.js';
import { commandWords, printable } from '../../core/text.js';
import { type CommandContext, type CommandDefinition, JSON_OPTION, textOf } from '../command.js';
import { canAsk, confirm } from '../prompt.js';
import { ago } from '../text.js';
import { trustWords } from '../trust-words.js';

interface TrustOptions {
  list?: boolean;
  revoke?: boolean;
  yes?: boolean;
}

type Project = NonNullable<Config['project']>;

export const trustCommand: CommandDefinition = {
  name: 'trust',
  summary: 'let the commands of a repository’s .qtui/config.toml run',
  details:
    'A repository may name a setup command (worktrees.setup) and a check command (merge.check). ' +
    'They run only when you have trusted the file as it is: this shows them and asks. Once the ' +
    'file changes, it is untrusted again. Trust holds for all worktrees of the repository; it is ' +
    'in the words of the file, not in the scripts that they start.',
  arguments: [
    { syntax: '[directory]', description: 'directory of the repository; here by default' },
  ],
  options: [
    { flags: '--list', description: 'list what is trusted', conflicts: ['revoke', 'yes'] },
    { flags: '--revoke', description: 'trust nothing of this repository any more' },
    { flags: '-y, --yes', description: 'do not ask' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui trust', does: 'shows the commands of this repository, and asks' },
    { command: 'qtui trust --revoke', does: 'none of them runs any more' },
  ],
  async run(context, [word], given) {
    const { app } = context;
    const options = given as TrustOptions;
    const store = await app.trust();
    if (options.list) {
      if (textOf(word) !== undefined) {
        throw new QtuiError('usage', '--list takes no directory: it lists every repository.');
      }
      return list(context, await store.list());
    }
    await app.requireGit();
    const directory = resolve(app.cwd, textOf(word) ?? '.');
    if (options.revoke) return revoke(context, store, directory);
    return trust(context, store, directory, options);
  },
};

async function trust(
  { app, out }: CommandContext,
  store: TrustStore,
  directory: string,
  options: TrustOptions,
): Promise<ExitCode> {
  const { project } = await app.config(directory);
  if (project === undefined) throw noFile(directory);
  const { file } = project;
  const isTrusted = await isKnown(store, project, out);
  const isNeeded = !isTrusted && namedCommands(project).some(({ command }) => command.length > 0);
  const isAsking = !out.json && options.yes !== true && canAsk();
  if (!isNeeded || isAsking || options.yes)
    out.note(trustWords(project.file, namedCommands(project)).join('\n'));
  if (isNeeded) {
    if (options.yes !== true) {
      if (!isAsking) throw needsYes(project);
      if (!(await confirm('Trust them?'))) {
        throw new QtuiError('aborted', 'Not trusted.', { untouched: 'Nothing was changed.' });
      }
    }
    await store.trust(file);
  }
  if (out.json) {
    out.answer({
      trust: { ...file, commands: commandsJson(project), isTrusted: isTrusted || isNeeded },
    });
  } else {
    out.print(outcomeWords(isNeeded, isTrusted, file.path));
  }
  return EXIT.done;
}

function outcomeWords(isNew: boolean, wasTrusted: boolean, path: string): string {
  const name = printable(path);
  if (isNew) return `Trusted: ${name}. Once it changes, it is untrusted again.`;
  return wasTrusted ? `${name} is trusted already.` : `${name} needs no trust.`;
}

/** A record that cannot be read is told, and replaced when something is trusted now. */
async function isKnown(
  store: TrustStore,
  { file }: Project,
  out: CommandContext['out'],
): Promise<boolean> {
  try {
    return await store.isTrusted(file);
  } catch (thrown) {
    const error = toQtuiError(thrown, 'read what is trusted');
    if (error.code !== 'trust-unreadable' || error.data['isNewer']) throw error;
    const { code, message } = error;
    const hint = 'It is put aside when you trust something now; trust the other repositories anew.';
    out.warn([{ code, message, hint }]);
    return false;
  }
}

async function revoke(
  { app, out }: CommandContext,
  store: TrustStore,
  directory: string,
): Promise<ExitCode> {
  const root = await rootOf(app, directory);
  const revoked = await store.revoke(root);
  if (out.json) {
    out.answer({ revoked: { root, contents: revoked } });
  } else {
    out.print(
      revoked === 0
        ? `Nothing of ${printable(root)} was trusted.`
        : `No command of ${printable(root)} is trusted any more.`,
    );
  }
  return EXIT.done;
}

/** A repository that is gone can be revoked by its path as `--list` shows it. */
async function rootOf(app: CommandContext['app'], directory: string): Promise<string> {
  try {
    const context = await (await app.git()).reader.context(directory);
    return context.kind === 'repository' ? context.repository.root : directory;
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'path-missing') return directory;
    throw error;
  }
}

function list({ out }: CommandContext, trusted: readonly TrustedFile[]): ExitCode {
  if (out.json) {
    out.answer({ trusted });
    return EXIT.done;
  }
  if (trusted.length === 0) {
    out.print('Nothing is trusted.');
    return EXIT.done;
  }
  const now = Date.now();
  out.table(
    [
      { title: 'REPOSITORY', flexible: true, cut: 'start' },
      { title: 'SINCE' },
      { title: 'CONTENT' },
    ],
    trusted.map(({ root, since, hash }) => [printable(root), ago(since, now), hash.slice(0, 12)]),
  );
  return EXIT.done;
}

function commandsJson({ commands: { setup, check }, typeChecks = {}, syntax = {} }: Project) {
  return { setup: setup ?? null, check: check ?? null, typeChecks, syntax };
}

function noFile(directory: string): QtuiError {
  return new QtuiError('path-missing', `There is no .qtui/config.toml for ${directory}.`, {
    untouched: 'Nothing was changed.',
    hint: 'Name a directory of a repository that has one.',
    data: { directory },
  });
}

function needsYes(project: Project): QtuiError {
  const { file } = project;
  const words = namedCommands(project).map(
    ({ name, command }) => `${name}: ${commandWords(command)}`,
  );
  return new QtuiError('usage', `Trusting ${printable(file.path)} without questions needs --yes.`, {
    untouched: 'Nothing was changed.',
    hint: `Add --yes once you have read its commands: ${words.join('; ')}.`,
    data: { path: file.path },
  });
}
