/** The dialog that asks what a new session shall be. */
import type { BranchSuggestion } from '../../core/ports/naming.js';
import type { NewSessionDefaults } from '../../core/ports/sessions.js';
import { SESSION_TYPES, type SessionType } from '../../core/session.js';
import type { BackgroundRule } from '../../core/session-type.js';
import { printable } from '../../core/text.js';
import { parseKeyName, shortKeyName } from '../input/key-name.js';
import type { ErrorWords } from '../model/state.js';
import { type Line, shorten, span } from '../views/line.js';
import { errorLines } from '../views/messages.js';
import { branchLines } from './branch-lines.js';
import { Dialog } from './dialog.js';
import { NO_SKILLS, type OfferedSkills, skillOptions, usualWith } from './new-session-skill.js';
import { type NewSessionValues, problemOf } from './new-session-values.js';
import { proposeWorktree, reasonLines, type WorktreeChoice } from './new-session-worktree.js';
import { TextField } from './text-field.js';
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

export type NewSessionAnswer =
  | { kind: 'create'; values: NewSessionValues }
  /** A plain shell beside the pane, in its directory. */
  | { kind: 'shell' }
  /** An open session, moved beside the pane. */
  | { kind: 'existing' }
  /** Another repository, or one of the branches that are there; what was typed so far is kept. */
  | { kind: 'repository' | 'branches'; values: NewSessionValues };

const WORKTREE_OPTIONS: readonly Option<WorktreeChoice>[] = [
  { value: 'new', label: 'new', note: 'a branch and a directory of its own' },
  { value: 'temporary', label: 'temporary', note: 'a worktree that is made to be thrown away' },
  { value: 'branch', label: 'of a branch', note: 'goes on with a branch that is there' },
  { value: 'pull-request', label: 'of a pull request', note: 'goes on with it' },
  { value: 'none', label: 'none', note: 'runs in this directory, on its branch' },
];

const FILES_OPTIONS: readonly Option<NewSessionValues['files']>[] = [
  { value: 'configured', label: 'as configured' },
  { value: 'chosen', label: 'chosen here', note: 'directories and submodules' },
];

const SUBMODULES_OPTIONS: readonly Option<boolean>[] = [
  { value: false, label: 'left out' },
  { value: true, label: 'fetched' },
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

function basePlaceholder({ advice, types }: NewSessionDefaults, type: SessionType): string {
  const { base } = types[type];
  if (base) return `${base}, as of the type ${type}`;
  const startsAtHead = advice.some(({ code }) => code === 'detached-head');
  return startsAtHead ? 'the commit that HEAD is at' : 'the tip of the merge target';
}

/** A key that ends the dialog in another way than Enter. */
interface DialogKey {
  readonly name: string;
  /** On the border. */
  readonly hint?: string;
  /** Below Create, where it can be chosen as well. */
  readonly label?: string;
  isOffered(): boolean;
  answer(): NewSessionAnswer;
}

/** `^L` */
function keyLabel(name: string): string {
  const binding = parseKeyName(name);
  return binding ? shortKeyName(binding) : name;
}

type MenuChoice = DialogKey | 'create' | 'background';

/** What Enter does first, then the other way where the type has one. */
function creationChoices(rule: BackgroundRule): [Option<MenuChoice>, ...Option<MenuChoice>[]] {
  const shown = { value: 'create', label: 'Create' } as const;
  const hidden = { value: 'background', label: 'Create in the background' } as const;
  if (rule === 'never') return [shown];
  return rule === 'allowed' ? [shown, hidden] : [hidden, { ...shown, label: 'Create and show it' }];
}

function hintOf(offered: readonly DialogKey[]): string {
  const others = offered.flatMap(({ name, hint }) => (hint ? [`${keyLabel(name)} ${hint}`] : []));
  return ['Enter creates', ...others, 'Esc cancels'].join(' · ');
}

export interface NewSessionDialog {
  readonly dialog: Dialog<NewSessionAnswer>;
  /** Shows why it failed, above what was typed, and lets the person try again. */
  fail(error: ErrorWords): void;
  /** Shows that it is being made, and what is done for it; Escape cancels that. */
  busy(doing?: string): void;
  /** Shows what the branch would be called; undefined for random words. */
  suggest(branch: BranchSuggestion | ErrorWords | undefined): void;
  /** Offers these skills, as they were read meanwhile. */
  offerSkills(skills: OfferedSkills): void;
}

type PlainField = 'base' | 'branch' | 'pullRequest' | 'sparse' | 'mergeTarget';

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
  let proposed = proposeWorktree(defaults, values);
  let hasChosenWorktree = values.worktree !== proposed.choice;
  let skills = defaults.skills ?? NO_SKILLS;
  const usual = usualWith(values.skill, defaults);
  let hasChosenType = values.type !== usual.type;
  let hasChosenAgent = values.agentKind !== usual.agentKind;
  /** The type or the agent is another: the worktree follows unless the person has chosen. */
  const propose = () => {
    proposed = proposeWorktree(defaults, values);
    if (hasChosenWorktree) return;
    values.worktree = proposed.choice;
    worktree.choose(values.worktree);
    dialog.change({ hint: keyHint() });
  };

  const message = new TextField({
    label: 'First message',
    value: values.message,
    placeholder: () =>
      values.skill
        ? `what ${printable(values.skill.name)} is about; may be empty`
        : 'what the agent shall do; may be empty',
    allowLines: true,
    onChange: (value) => {
      values.message = value;
      options.onNamed({ ...values });
    },
  });
  const name = new TextField({
    label: 'Name',
    value: values.name,
    placeholder: () => (values.skill ? 'made from message or skill' : 'made from the message'),
    onChange: (value) => {
      values.name = value;
      options.onNamed({ ...values });
    },
  });
  /** The name that a model suggests, for the person to change. */
  const takeSuggested = () => {
    const shown = suggestion && 'branch' in suggestion ? suggestion : undefined;
    const suggested = shown?.suggestedName;
    if (suggested === undefined) return false;
    name.replace(suggested);
    dialog.focusOn(name);
    return true;
  };
  const agent = new Choice({
    label: 'Agent',
    options: defaults.agents.map(({ kind, label, program }) => ({
      value: kind,
      label,
      note: program,
    })),
    value: values.agentKind,
    onChange: (value) => {
      hasChosenAgent = true;
      values.agentKind = value;
      propose();
    },
  });
  const worktree = new Choice<WorktreeChoice>({
    label: 'Worktree',
    options: worktreeOptions(defaults),
    value: values.worktree,
    onChange: (value) => {
      hasChosenWorktree = true;
      values.worktree = value;
      dialog.change({ hint: keyHint() });
    },
  });
  const type = new Choice<SessionType>({
    label: 'Type',
    options: SESSION_TYPES.map((value) => ({ value, label: value })),
    value: values.type,
    onChange: (value) => {
      hasChosenType = true;
      values.type = value;
      proposeAnew();
    },
  });
  const proposeAnew = () => {
    propose();
    menu.offer(choices());
    options.onNamed({ ...values });
  };
  const skill = new Choice<string>({
    label: 'Skill',
    options: skillOptions(skills, defaults.agents),
    value: values.skill?.name ?? '',
    onChange: (value) => takeSkill(value),
  });
  /** Type and agent are the skill's, unless the person has chosen. */
  const takeSkill = (wanted: string) => {
    values.skill = skills.usable.find((each) => each.name === wanted);
    const now = usualWith(values.skill, defaults);
    if (!hasChosenType) values.type = now.type;
    if (!hasChosenAgent) values.agentKind = now.agentKind;
    type.choose(values.type);
    agent.choose(values.agentKind);
    proposeAnew();
  };
  /** A field whose text is kept under `key`, and changes nothing else. */
  const typed = (key: PlainField, label: string, placeholder: string | (() => string)) =>
    new TextField({
      ...{ label, placeholder },
      value: values[key],
      onChange: (value) => {
        values[key] = value;
      },
    });
  const base = typed('base', 'Base', () => basePlaceholder(defaults, values.type));
  const openBranch = typed('branch', 'Branch', 'local, or of a remote: origin/NAME');
  const pullRequest = typed('pullRequest', 'Pull request', 'its number');
  const files = new Choice({
    label: 'Files',
    options: FILES_OPTIONS,
    value: values.files,
    onChange: (value) => {
      values.files = value;
    },
  });
  const sparse = typed('sparse', 'Directories', 'all; some: packages/web, docs');
  const submodules = new Choice({
    label: 'Submodules',
    options: SUBMODULES_OPTIONS,
    value: values.hasSubmodules,
    onChange: (value) => {
      values.hasSubmodules = value;
    },
  });
  const mergeTarget = typed('mergeTarget', 'Merge target', 'the default branch');
  let error: ErrorWords | undefined;
  const problem = new TextBlock((width): readonly Line[] =>
    error ? [...errorLines(error, width), []] : [],
  );
  let isBusy = false;
  let suggestion: BranchSuggestion | ErrorWords | undefined;
  const branch = new TextBlock((width) => branchLines(suggestion, width));
  const hasWorktree = () => values.worktree !== 'none';
  const isOf = (...choices: WorktreeChoice[]) => choices.includes(values.worktree);
  const choosesFiles = () => hasWorktree() && values.files === 'chosen';
  const fields: Widget[] = [
    placeLine(defaults),
    message,
    name,
    shownWhile(() => isOf('new', 'temporary'), branch),
    shownWhile(() => skills.usable.length + skills.unusable > 0, skill),
    agent,
    type,
    worktree,
    new TextBlock((width) => reasonLines(proposed, values.worktree, width)),
    shownWhile(() => isOf('new', 'temporary'), base),
    shownWhile(() => isOf('branch'), openBranch),
    shownWhile(() => isOf('pull-request'), pullRequest),
    shownWhile(hasWorktree, mergeTarget),
    shownWhile(hasWorktree, files),
    shownWhile(choosesFiles, sparse),
    shownWhile(choosesFiles, submodules),
  ];

  const kept = () => ({ ...values });
  const keys: readonly DialogKey[] = [
    {
      name: 'ctrl-l',
      hint: 'branches',
      isOffered: () => isOf('branch'),
      answer: () => ({ kind: 'branches', values: kept() }),
    },
    {
      name: 'ctrl-r',
      hint: 'repository',
      isOffered: () => true,
      answer: () => ({ kind: 'repository', values: kept() }),
    },
    {
      name: 'ctrl-t',
      hint: 'shell here',
      label: 'Plain shell here',
      isOffered: () => inSplit,
      answer: () => ({ kind: 'shell' }),
    },
    {
      name: 'ctrl-o',
      label: 'Open an existing session here',
      isOffered: () => inSplit,
      answer: () => ({ kind: 'existing' }),
    },
  ];
  const offered = () => keys.filter(({ isOffered }) => isOffered());
  const choices = (): Option<MenuChoice>[] => [
    ...creationChoices(defaults.types[values.type].background),
    ...offered().flatMap((key) =>
      key.label ? [{ value: key, label: `${key.label} (${keyLabel(key.name)})` }] : [],
    ),
  ];
  const menu = new Menu(choices());
  const keyHint = () => hintOf(offered());
  const fail = (words: ErrorWords) => {
    error = words;
    isBusy = false;
    dialog.change({ hint: keyHint() });
    // On a small screen it would be above what is visible.
    dialog.scrollBy(Number.NEGATIVE_INFINITY);
  };
  const dialog = new Dialog<NewSessionAnswer>({
    title: inSplit ? 'New pane' : 'New session',
    width: 74,
    widgets: [problem, ...fields, ...notes(defaults), blankLine(), menu],
    hint: keyHint(),
    onEnter: (self, focused) => {
      if (isBusy) return;
      const [usual] = creationChoices(defaults.types[values.type].background);
      const wanted = (focused === menu ? menu.value : undefined) ?? usual.value;
      const obstacle = problemOf(values);
      if (typeof wanted === 'object') self.finish(wanted.answer());
      else if (obstacle) fail(obstacle);
      else options.onCreate({ ...kept(), inBackground: wanted === 'background' });
    },
    onKey: (event, self) => {
      const pressed = isBusy ? '' : keyName(event);
      if (pressed === 'ctrl-y') return takeSuggested();
      const key = offered().find((each) => each.name === pressed);
      if (key) self.finish(key.answer());
      return key !== undefined;
    },
  });
  return {
    dialog,
    fail,
    busy: (what = 'Creating …') => {
      error = undefined;
      isBusy = true;
      // On the border: on a small screen the last lines are not visible.
      dialog.change({ hint: `${what} · Esc cancels` });
    },
    offerSkills: (read) => {
      skills = read;
      skill.offer(skillOptions(skills, defaults.agents));
      if (values.skill) takeSkill(values.skill.name);
      dialog.refresh();
    },
    suggest: (words) => {
      suggestion = words;
      dialog.refresh();
    },
  };
}
