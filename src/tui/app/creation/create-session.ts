/** From Ctrl-n to a live pane. */
import { toQtuiError } from '../../../core/errors.js';
import type { NameSuggestion } from '../../../core/ports/naming.js';
import type { CreateProgress, NewSessionDefaults } from '../../../core/ports/sessions.js';
import { printable } from '../../../core/text.js';
import { type NewSessionDialog, newSessionDialog } from '../../dialogs/new-session.js';
import {
  initialValues,
  type NewSessionValues,
  requestOf,
} from '../../dialogs/new-session-values.js';
import { waitFor } from '../../dialogs/simple.js';
import type { KeyEvent } from '../../input/events.js';
import { type Destination, focusedPane } from '../../model/layout.js';
import { type ErrorWords, withoutPane, withPane } from '../../model/state.js';
import type { App } from '../app.js';
import { showSessions } from '../sessions-dialog/show.js';
import { BranchSuggester } from './branch-suggestion.js';
import { chooseBranch } from './choose-branch.js';
import { chooseRepository, type NewSessionPlace } from './choose-repository.js';
import { chooseSkill } from './choose-skill.js';
import {
  advance,
  errorWords,
  ignoreFailure,
  openShell,
  runCreation,
  showCreation,
  sizeAt,
} from './open-pane.js';

/** Asks what the session shall be and creates it at `destination`. */
export function newSession(app: App, destination: Destination): void {
  app.run('create the session', async () => {
    const known = app.reader.knownDefaults;
    const reading = app.reader.defaults();
    const typed: KeyEvent[] = [];
    const defaults = known ?? (await waitForDefaults(app, reading, typed));
    if (known) ignoreFailure(app, reading);
    if (!defaults) return;
    const here = { directory: app.store.state.directory, defaults };
    // Nothing can be said of a directory that only holds repositories before one is chosen.
    const isWorkspace = defaults.worktreeObstacle?.code === 'workspace';
    const place = isWorkspace ? await chooseRepository(app) : here;
    if (!place) return;
    const wish = { destination, place, values: initialValues(place.defaults) };
    // What is known may be from before a skill was written.
    const newer = known && place === here ? reading : undefined;
    const outcome = await askAndCreate(app, wish, { typed, newer });
    if (outcome === 'existing') listSessions(app, destination);
  });
}

/** As `newSession`, with a skill that is picked first. */
export function newSessionWithSkill(app: App, destination: Destination): void {
  app.run('create the session', async () => {
    const defaults = await waitForDefaults(app, app.reader.defaults(), []);
    if (!defaults) return;
    const skill = await chooseSkill(app.dialogs, defaults.skills?.usable ?? []);
    if (!skill) return;
    const place = { directory: app.store.state.directory, defaults };
    const wish = { destination, place, values: initialValues(defaults, skill) };
    if ((await askAndCreate(app, wish)) === 'existing') listSessions(app, destination);
  });
}

/** The list of sessions, from which new ones are made as well. */
export function listSessions(app: App, destination: Destination): void {
  showSessions(app, destination, newSessionIn);
}

/** As `newSession`, in another directory; true when a session is being made. */
async function newSessionIn(
  app: App,
  destination: Destination,
  directory: string,
): Promise<boolean> {
  const typed: KeyEvent[] = [];
  const defaults = await waitForDefaults(
    app,
    app.sessions.defaults(directory, { skills: true }),
    typed,
  );
  if (!defaults) return false;
  const wish = { destination, place: { directory, defaults }, values: initialValues(defaults) };
  return (await askAndCreate(app, wish, { typed })) === 'made';
}

function waitForDefaults(
  app: App,
  reading: Promise<NewSessionDefaults>,
  typed: KeyEvent[],
): Promise<NewSessionDefaults | undefined> {
  return waitFor(
    app.dialogs,
    {
      title: 'New session',
      text: 'Reading the repository …',
      doing: 'read the repository',
      keep: (event) => typed.push(event),
    },
    reading,
  );
}

interface Wish {
  destination: Destination;
  place: NewSessionPlace;
  values: NewSessionValues;
}

/** `existing`: the person would rather open one that is there. */
type Outcome = 'made' | 'existing' | 'cancelled';

async function askAndCreate(
  app: App,
  wish: Wish,
  {
    error,
    typed = [],
    typedAhead,
    newer,
  }: {
    error?: ErrorWords;
    typed?: readonly KeyEvent[];
    typedAhead?: string | undefined;
    /** Defaults that are being read anew while the person types. */
    newer?: Promise<NewSessionDefaults> | undefined;
  } = {},
): Promise<Outcome> {
  const { destination, place, values } = wish;
  let creating: AbortController | undefined;
  const suggester = new BranchSuggester(app, place.directory);
  const shown: NewSessionDialog = newSessionDialog({
    defaults: place.defaults,
    values,
    inSplit: destination.kind === 'split',
    onCreate: (chosen) => {
      creating = new AbortController();
      shown.busy();
      void create(app, {
        destination,
        place,
        values: chosen,
        suggestion: suggester.suggestionFor(chosen),
        shown,
        abort: creating,
        typedAhead,
      });
    },
    onNamed: (named) => suggester.follow(() => shown, named),
  });
  if (error) shown.fail(error);
  newer?.then(
    ({ skills }) => skills && shown.offerSkills(skills),
    // Whoever began the reading tells of its failure.
    () => {},
  );
  if (values.message || values.name || values.skill) suggester.follow(() => shown, values);
  const fetching = new AbortController();
  fetchAhead(app, place, fetching.signal);
  const answering = app.dialogs.open(shown.dialog);
  for (const event of typed) shown.dialog.key(event);
  const answer = await answering.finally(() => suggester.dispose());
  if (answer?.kind === 'create') return 'made';
  fetching.abort();
  creating?.abort();
  if (answer?.kind === 'existing') return 'existing';
  if (answer?.kind === 'shell') {
    await openShell(app, destination);
    return 'made';
  }
  if (answer?.kind === 'branches') {
    const { chosen, error: problem } = await orError(chooseBranch(app, place.directory));
    const said = { ...answer.values, ...(chosen !== undefined && { branch: chosen }) };
    return askAndCreate(app, { ...wish, values: said }, problem ? { error: problem } : {});
  }
  if (answer?.kind === 'repository') {
    const { chosen, error: problem } = await orError(chooseRepository(app));
    const next = chosen ? moved(wish, chosen, answer.values) : { ...wish, values: answer.values };
    return askAndCreate(app, next, problem ? { error: problem } : {});
  }
  return 'cancelled';
}

/** What cannot be listed must not cost the person what they have typed. */
async function orError<Chosen>(
  choice: Promise<Chosen | undefined>,
): Promise<{ chosen?: Chosen | undefined; error?: ErrorWords }> {
  try {
    return { chosen: await choice };
  } catch (thrown) {
    return { error: errorWords(thrown, 'list them') };
  }
}

/** Asks the remote while the person types, so that they need not wait for it afterwards. */
function fetchAhead(
  app: App,
  { defaults: { context, mergeTarget, worktreeObstacle } }: NewSessionPlace,
  signal: AbortSignal,
): void {
  if (context.kind !== 'repository' || mergeTarget === undefined || worktreeObstacle) return;
  app.sessions.fetchAhead(context.repository.root, mergeTarget, signal).catch((thrown: unknown) => {
    const { code } = toQtuiError(thrown, 'ask the remote');
    app.log.log('warn', 'tui.fetch-ahead-failed', { code });
  });
}

/** What was said of the task holds in any repository, what was said of branches in its own only. */
function moved(wish: Wish, place: NewSessionPlace, said: NewSessionValues): Wish {
  const { message, name, agentKind, type } = said;
  // A project has skills of its own, also of the same names.
  const skill = place.defaults.skills?.usable.find((each) => each.name === said.skill?.name);
  return {
    ...wish,
    place,
    values: { ...initialValues(place.defaults, skill), message, name, agentKind, type },
  };
}

interface Creation extends Wish {
  /** What a model has suggested by then. */
  suggestion: NameSuggestion | undefined;
  shown: NewSessionDialog;
  abort: AbortController;
  /** What was typed for the program at an attempt before. */
  typedAhead: string | undefined;
}

/** Runs the transaction: the dialog closes when the session has its place, the pane shows the rest. */
async function create(app: App, creation: Creation): Promise<void> {
  const { values, place, destination, suggestion } = creation;
  const request = {
    ...requestOf(values, place, sizeAt(app.store.state, destination)),
    ...(suggestion && { suggestion }),
  };
  let paneId: string | undefined;
  const onProgress = (progress: CreateProgress) => {
    if (progress.step === 'fetching') {
      creation.shown.busy(`Fetching ${printable(progress.what)} …`);
    } else if (progress.step === 'reserved') {
      paneId = progress.session.id;
      const { inBackground } = creation.values;
      const cancel = () => creation.abort.abort();
      showCreation(app, progress.session, creation.destination, cancel, { inBackground });
      keepTyped(app, paneId, creation.typedAhead);
      creation.shown.dialog.finish({ kind: 'create', values: creation.values });
    } else if (paneId !== undefined) {
      advance(app, paneId, progress);
    }
  };
  try {
    await runCreation(app, request, onProgress, creation.abort.signal);
    if (creation.values.inBackground) app.notify('The session has begun in the background.');
    creation.shown.dialog.finish({ kind: 'create', values: creation.values });
  } catch (thrown) {
    const error = toQtuiError(thrown, 'create the session');
    app.log.log('warn', 'tui.create-failed', { code: error.code });
    if (paneId === undefined) creation.shown.fail(errorWords(error, ''));
    else failCreation(app, paneId, creation, error.code === 'aborted', errorWords(error, ''));
  }
}

function keepTyped(app: App, paneId: string, typedAhead: string | undefined): void {
  if (typedAhead === undefined) return;
  app.store.update((state) => withPane(state, paneId, (pane) => ({ ...pane, typedAhead })));
}

/** Everything is undone by now. The person goes back to the dialog, at once if they still wait. */
function failCreation(
  app: App,
  paneId: string,
  { destination, place, values }: Creation,
  isCancelled: boolean,
  error: ErrorWords,
): void {
  const retry = () => {
    const typedAhead = app.store.state.panes.get(paneId)?.typedAhead;
    app.store.update((state) => withoutPane(state, paneId));
    app.run('create the session', async () => {
      const outcome = await askAndCreate(
        app,
        { destination, place, values },
        { error, typedAhead },
      );
      if (outcome === 'existing') listSessions(app, destination);
    });
  };
  app.reader.refresh();
  if (isCancelled) {
    app.store.update((state) => withoutPane(state, paneId));
    app.notify(['Cancelled.', error.untouched].filter(Boolean).join(' '));
    return;
  }
  const isWaitedFor = focusedPane(app.store.state.layout) === paneId && !app.dialogs.top;
  if (isWaitedFor) {
    retry();
    return;
  }
  app.store.update((state) =>
    withPane(state, paneId, (pane) =>
      pane.creation ? { ...pane, creation: { ...pane.creation, error, retry } } : pane,
    ),
  );
}
