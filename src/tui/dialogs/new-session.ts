/** The dialog that asks what a new session shall be. */
import type {
  BranchSuggestion,
  NewSessionDefaults,
  NewSessionRequest,
} from '../../core/ports/sessions.js';
import { SESSION_TYPES, type SessionType } from '../../core/session.js';
import type { ErrorWords } from '../model/state.js';
import { type Line, type Role, shorten, span, wrapped } from '../views/line.js';
import { errorLines } from '../views/messages.js';
import { Dialog } from './dialog.js';
import { ROOM_BESIDE_LABEL, TextField } from './text-field.js';
import {
  blankLine,
  Choice,
  keyName,
  LABEL_WIDTH,
  Menu,
  type Option,
  paragraph,
  shownWhile,
  TextBlock,
  type Widget,
} from './widget.js';

export type WorktreeChoice = 'new' | 'temporary' | 'none';

/** What was typed and chosen; kept when creating fails. */
export interface NewSessionValues {
  message: string;
  name: string;
  agentKind: string;
  type: SessionType;
  worktree: WorktreeChoice;
  base: string;
  mergeTarget: string;
}

export type NewSessionAnswer =
  | { kind: 'create'; values: NewSessionValues }
  /** A plain shell beside the pane, in its directory. */
  | { kind: 'shell' }
  /** An open session, moved beside the pane. */
  | { kind: 'existing' }
  /** Another repository; what was typed so far is kept. */
  | { kind: 'repository'; values: NewSessionValues };

export function initialValues(defaults: NewSessionDefaults): NewSessionValues {
  return {
    message: '',
    name: '',
    agentKind: defaults.agentKind,
    type: defaults.type,
    worktree: defaultWorktree(defaults, defaults.type),
    base: '',
    mergeTarget: defaults.mergeTarget ?? '',
  };
}

/** An experiment is made to be thrown away; Ctrl-n means a worktree otherwise. */
function defaultWorktree(defaults: NewSessionDefaults, type: SessionType): WorktreeChoice {
  if (defaults.worktreeObstacle) return 'none';
  return type === 'experiment' ? 'temporary' : 'new';
}

/** The service's request for what was typed; a name given by hand may also stand alone. */
export function requestOf(
  values: NewSessionValues,
  directory: string,
  size: { cols: number; rows: number },
): NewSessionRequest {
  const { message, name, agentKind, type, worktree } = values;
  const base = values.base.trim();
  const mergeTarget = values.mergeTarget.trim();
  return {
    directory,
    message: message.trim(),
    ...(name.trim() && { name: name.trim() }),
    type,
    agentKind,
    worktree:
      worktree === 'none'
        ? { kind: 'none' }
        : {
            kind: 'create',
            isTemporary: worktree === 'temporary',
            ...(base && { base }),
            ...(mergeTarget && { mergeTarget }),
          },
    size,
  };
}

const WORKTREE_OPTIONS: readonly Option<WorktreeChoice>[] = [
  { value: 'new', label: 'new', note: 'a branch and a directory of its own' },
  { value: 'temporary', label: 'temporary', note: 'a worktree that is made to be thrown away' },
  { value: 'none', label: 'none', note: 'runs in this directory, on its branch' },
];

function worktreeOptions(defaults: NewSessionDefaults): readonly Option<WorktreeChoice>[] {
  const obstacle = defaults.worktreeObstacle;
  if (!obstacle) return WORKTREE_OPTIONS;
  return [{ value: 'none', label: 'none', note: `${obstacle.message} ${obstacle.hint}` }];
}

function notes(defaults: NewSessionDefaults): Widget[] {
  const { warnings, advice } = defaults;
  // What is only good to know would push the fields off a small screen; `qtui doctor` tells it.
  const told = advice.filter(({ level }) => level === 'warning');
  return [
    ...warnings.map(({ message }) => paragraph(message, 'warning')),
    ...told.map(({ message, hint }) => paragraph(`${message} ${hint}`, 'warning')),
  ];
}

/** Where the session is made. */
function placeLine({ context }: NewSessionDefaults): Widget {
  const path = context.kind === 'repository' ? context.repository.root : context.directory;
  const label = context.kind === 'repository' ? 'Repository' : 'Directory';
  return new TextBlock((width, unicode): readonly Line[] => [
    [
      span(label.padEnd(LABEL_WIDTH), 'muted'),
      span(shorten(path, Math.max(8, width - LABEL_WIDTH), unicode), 'muted'),
    ],
  ]);
}

function basePlaceholder({ advice }: NewSessionDefaults): string {
  const startsAtHead = advice.some(({ code }) => code === 'detached-head');
  return startsAtHead ? 'the commit that HEAD is at' : 'the tip of the merge target';
}

/** What the branch will be called, below the name it is made of. */
function branchLines(
  suggestion: BranchSuggestion | ErrorWords | undefined,
  width: number,
): readonly Line[] {
  const indent = ' '.repeat(width < ROOM_BESIDE_LABEL ? 0 : LABEL_WIDTH);
  const words = wrapped(...branchWords(suggestion, width - indent.length));
  return words.map((line): Line => [span(indent), ...line]);
}

function branchWords(
  suggestion: BranchSuggestion | ErrorWords | undefined,
  width: number,
): [string, number, Role] {
  if (!suggestion) return ['branch: two random words', width, 'muted'];
  if (!('branch' in suggestion)) return [suggestion.message, width, 'error'];
  const { branch, taken } = suggestion;
  const reason = taken === undefined ? '' : ` (${taken} is taken)`;
  return [`branch: ${branch}${reason}`, width, taken === undefined ? 'muted' : 'warning'];
}

export interface NewSessionDialog {
  readonly dialog: Dialog<NewSessionAnswer>;
  /** Shows why it failed, above what was typed, and lets the person try again. */
  fail(error: ErrorWords): void;
  /** Shows that it is being made, and what is done for it; Escape cancels that. */
  busy(doing?: string): void;
  /** Shows what the branch would be called; undefined for random words. */
  suggest(branch: BranchSuggestion | ErrorWords | undefined): void;
}

/**
 * Builds the dialog. `onCreate` is called for Enter while the dialog stays open; with `inSplit` it
 * offers a plain shell and open sessions too.
 */
export function newSessionDialog(options: {
  defaults: NewSessionDefaults;
  values: NewSessionValues;
  inSplit: boolean;
  onCreate: (values: NewSessionValues) => void;
  /** What the branch is called after has changed. */
  onNamed: (values: NewSessionValues) => void;
}): NewSessionDialog {
  const { defaults, inSplit } = options;
  const values = { ...options.values };
  let hasChosenWorktree = values.worktree !== defaultWorktree(defaults, values.type);

  const message = new TextField({
    label: 'First message',
    value: values.message,
    placeholder: 'what the agent shall do; may be empty',
    allowLines: true,
    onChange: (value) => {
      values.message = value;
      options.onNamed({ ...values });
    },
  });
  const name = new TextField({
    label: 'Name',
    value: values.name,
    placeholder: 'made from the message',
    onChange: (value) => {
      values.name = value;
      options.onNamed({ ...values });
    },
  });
  const agent = new Choice({
    label: 'Agent',
    options: defaults.agents.map(({ kind, label, program }) => ({
      value: kind,
      label,
      note: program,
    })),
    value: values.agentKind,
    onChange: (value) => {
      values.agentKind = value;
    },
  });
  const worktree = new Choice<WorktreeChoice>({
    label: 'Worktree',
    options: worktreeOptions(defaults),
    value: values.worktree,
    onChange: (value) => {
      hasChosenWorktree = true;
      values.worktree = value;
    },
  });
  const type = new Choice<SessionType>({
    label: 'Type',
    options: SESSION_TYPES.map((value) => ({ value, label: value })),
    value: values.type,
    onChange: (value) => {
      values.type = value;
      if (hasChosenWorktree) return;
      values.worktree = defaultWorktree(defaults, value);
      worktree.choose(values.worktree);
    },
  });
  const base = new TextField({
    label: 'Base',
    value: values.base,
    placeholder: basePlaceholder(defaults),
    onChange: (value) => {
      values.base = value;
    },
  });
  const mergeTarget = new TextField({
    label: 'Merge target',
    value: values.mergeTarget,
    placeholder: 'the default branch',
    onChange: (value) => {
      values.mergeTarget = value;
    },
  });
  const menu = new Menu<'create' | 'shell' | 'existing'>([
    { value: 'create', label: 'Create' },
    ...(inSplit
      ? ([
          { value: 'shell', label: 'Plain shell here (^T)' },
          { value: 'existing', label: 'Open an existing session here (^O)' },
        ] as const)
      : []),
  ]);
  let error: ErrorWords | undefined;
  const problem = new TextBlock((width): readonly Line[] =>
    error ? [...errorLines(error, width), []] : [],
  );
  let isBusy = false;
  let suggestion: BranchSuggestion | ErrorWords | undefined;
  const branch = new TextBlock((width) => branchLines(suggestion, width));
  const hasWorktree = () => values.worktree !== 'none';
  const fields: Widget[] = [
    placeLine(defaults),
    message,
    name,
    shownWhile(hasWorktree, branch),
    agent,
    type,
    worktree,
    shownWhile(hasWorktree, base),
    shownWhile(hasWorktree, mergeTarget),
  ];

  const keyHint = `Enter creates · ^R repository${inSplit ? ' · ^T shell here' : ''} · Esc cancels`;
  const dialog = new Dialog<NewSessionAnswer>({
    title: inSplit ? 'New pane' : 'New session',
    width: 74,
    widgets: [problem, ...fields, ...notes(defaults), blankLine(), menu],
    hint: keyHint,
    onEnter: (self, focused) => {
      if (isBusy) return;
      const wanted = focused === menu ? menu.value : 'create';
      if (wanted === 'shell' || wanted === 'existing') self.finish({ kind: wanted });
      else options.onCreate({ ...values });
    },
    onKey: (event, self) => {
      const key = isBusy ? '' : keyName(event);
      if (key === 'ctrl-r') self.finish({ kind: 'repository', values: { ...values } });
      else if (inSplit && key === 'ctrl-t') self.finish({ kind: 'shell' });
      else if (inSplit && key === 'ctrl-o') self.finish({ kind: 'existing' });
      else return false;
      return true;
    },
  });
  return {
    dialog,
    fail: (words) => {
      error = words;
      isBusy = false;
      dialog.change({ hint: keyHint });
      // On a small screen it would be above what is visible.
      dialog.scrollBy(Number.NEGATIVE_INFINITY);
    },
    busy: (what = 'Creating …') => {
      error = undefined;
      isBusy = true;
      // On the border: on a small screen the last lines are not visible.
      dialog.change({ hint: `${what} · Esc cancels` });
    },
    suggest: (words) => {
      suggestion = words;
      dialog.refresh();
    },
  };
}
