import type { AgentManifest } from '../core/agent.js';

/** Kind of the manifest that stands for the person's own shell; always available. */
export const SHELL_KIND = 'shell';

const BRAILLE_TITLE = '^[\\u2800-\\u28ff] ';

/**
 * The agents qtui knows. Markers age with every release of an agent, so they are data that a
 * user's configuration may replace by kind. Patterns look at the lines next to the prompt.
 */
export const AGENT_MANIFESTS: readonly AgentManifest[] = [
  {
    kind: 'claude',
    label: 'Claude Code',
    programs: ['claude'],
    args: [],
    prompt: { how: 'argument', args: ['--', '{prompt}'] },
    newline: '\x1b\r',
    markers: {
      busy: {
        title: [BRAILLE_TITLE],
        screen: ['^[✳✽✶✻✢·✱✲✴✵✷✸✹✺✼] \\S+ing.*…', 's · ↓ [\\d.]+k? tokens', 'esc to interrupt'],
      },
      // A question takes the place of the input box: an input box below it means it was answered.
      waiting: {
        screen: [
          '(?:esc to cancel|enter to confirm|enter to select|^[│ ]*❯ \\d+\\. )(?![\\s\\S]*^[│ ]*❯(?! *\\d+\\.))',
          '(?:do you want|would you like)[\\s\\S]*(?:^[│ ]*(?:❯ )?\\d+\\. yes)(?![\\s\\S]*^[│ ]*❯(?! *\\d+\\.))',
          'do you trust the files in this folder',
        ],
      },
      idle: { title: ['^✳ '], screen: ['^[│ ]*❯(?! *\\d+\\.)'] },
    },
    frozen: ['showing detailed transcript', 'ctrl\\+r to toggle'],
  },
  {
    kind: 'codex',
    label: 'Codex',
    programs: ['codex'],
    args: [],
    prompt: { how: 'argument', args: ['--', '{prompt}'] },
    newline: '\x1b\r',
    markers: {
      busy: {
        title: [BRAILLE_TITLE],
        screen: ['^[•◦] .*\\((?:\\d+h )?(?:\\d+m )?\\d+s • esc to interrupt\\)'],
      },
      waiting: {
        title: ['^\\[ [.!] \\] Action Required', 'Action Required'],
        screen: [
          'press enter to confirm or esc to cancel',
          'press enter to continue',
          'allow command\\?',
          'enter to submit answer',
          '\\[y/n\\]',
        ],
      },
      idle: { screen: ['^ *›'] },
    },
  },
  {
    kind: 'gemini',
    label: 'Gemini CLI',
    programs: ['gemini'],
    args: [],
    prompt: { how: 'argument', args: ['--prompt-interactive={prompt}'] },
    newline: '\x1b\r',
    markers: {
      busy: { title: ['^✦ '], screen: ['[\\u2800-\\u28ff].*\\(esc to cancel'] },
      waiting: {
        title: ['^✋ '],
        screen: [
          '│ apply this change',
          '│ allow execution',
          '│ do you want to proceed',
          'waiting for user confirmation',
          'yes, allow once',
          '│ ● 1\\. ',
        ],
      },
      idle: { screen: ['type your message'] },
    },
  },
  {
    kind: 'opencode',
    label: 'opencode',
    programs: ['opencode'],
    args: [],
    prompt: { how: 'argument', args: ['--prompt={prompt}'] },
    newline: '\x1b\r',
    markers: {
      busy: { screen: ['^ *[■⬝]{8} ', 'esc interrupt'] },
      waiting: {
        screen: [
          'allow once +allow always +reject',
          '△ permission required',
          '↑↓ select +enter submit +esc dismiss',
        ],
      },
      idle: { screen: ['ask anything'] },
    },
  },
  {
    kind: 'q',
    label: 'Amazon Q',
    programs: ['q'],
    args: ['chat'],
    prompt: { how: 'argument', args: ['--', '{prompt}'] },
    markers: {
      busy: { screen: ['^[\\u2800-\\u28ff] thinking\\.\\.\\.'] },
      waiting: { screen: ["allow this action\\? use 't' to trust", '\\[y/n/t\\]:'] },
      idle: { screen: ['^(?:\\[[^\\]]+\\] )?(?:\\d+% )?(?:λ )?!?> *$'] },
    },
  },
  {
    kind: 'kiro',
    label: 'Kiro',
    programs: ['kiro-cli'],
    args: ['chat'],
    prompt: { how: 'argument', args: ['--', '{prompt}'] },
    markers: {
      starting: { screen: ['^\\W*initializing\\.\\.\\.', '\\d+ of \\d+ mcp servers initialized'] },
      busy: { screen: ['kiro is working', 'thinking\\.\\.\\.'] },
      waiting: {
        screen: [
          'requires approval[\\s\\S]*(?:yes, single permission|trust, always allow|no \\(tab to edit\\)|esc to close)',
        ],
      },
      idle: { screen: ['ask a question or describe a task', '▸ credits:'] },
    },
  },
  {
    kind: 'aider',
    label: 'aider',
    programs: ['aider'],
    args: [],
    // Its --message would answer once and exit.
    prompt: { how: 'typed' },
    markers: {
      waiting: { screen: ['\\(y\\)es/\\(n\\)o', "/\\(d\\)on't ask again"] },
      idle: { screen: ['^\\w*> *$'] },
    },
  },
  {
    kind: 'cursor-agent',
    label: 'Cursor',
    programs: ['cursor-agent'],
    args: [],
    prompt: { how: 'argument', args: ['--', '{prompt}'] },
    markers: {
      busy: { screen: ['ctrl\\+c to stop', '[⬡⬢].*ing\\.\\.'] },
      waiting: { screen: ['\\(y\\) \\(enter\\)', 'skip \\(esc or n\\)'] },
    },
  },
  {
    kind: 'copilot',
    label: 'GitHub Copilot',
    programs: ['copilot'],
    args: [],
    prompt: { how: 'argument', args: ['--interactive={prompt}'] },
    markers: {
      busy: { screen: ['esc to cancel'] },
      waiting: { screen: ['│ do you want', 'confirm with .*enter'] },
    },
  },
  {
    kind: SHELL_KIND,
    label: 'Shell',
    programs: [],
    args: [],
    prompt: { how: 'none' },
    markers: {},
  },
];

/**
 * The shipped manifests with the user's laid over them by kind; kinds that are not shipped come
 * before the shell, which stays last. `requiresWorktree` has the last word on that, by kind.
 */
export function resolveManifests(
  overrides: Readonly<Record<string, AgentManifest>> = {},
  requiresWorktree: Readonly<Record<string, boolean>> = {},
): AgentManifest[] {
  const byKind = new Map(AGENT_MANIFESTS.map((manifest) => [manifest.kind, manifest]));
  for (const [kind, manifest] of Object.entries(overrides)) byKind.set(kind, { ...manifest, kind });
  const manifests = [...byKind.values()].map((manifest) => {
    const requires = requiresWorktree[manifest.kind];
    return requires === undefined ? manifest : { ...manifest, requiresWorktree: requires };
  });
  return [
    ...manifests.filter(({ kind }) => kind !== SHELL_KIND),
    ...manifests.filter(({ kind }) => kind === SHELL_KIND),
  ];
}
