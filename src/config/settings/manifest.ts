import type { AgentManifest } from '../../core/agent.js';
import { choice, flag, list, patterns, programs, text } from './kinds.js';
import type { SettingGroup, SettingsTree } from './node.js';

const MARKERS: SettingGroup = {
  title: {
    kind: 'setting',
    type: patterns(),
    example: ['^\\* '],
    summary: 'regular expressions on the window title; one that matches tells the state',
    otherwise: 'none',
    restart: 'host',
  },
  screen: {
    kind: 'setting',
    type: patterns(),
    example: ['esc to interrupt'],
    summary:
      'regular expressions on the last lines of the screen; one that matches tells the state',
    otherwise: 'none',
    restart: 'host',
  },
};

/** An agent of the person's own. */
export const MANIFEST = {
  label: {
    kind: 'setting',
    type: text(),
    example: 'My agent',
    summary: 'name that is shown',
    otherwise: 'its kind',
  },
  programs: {
    kind: 'setting',
    type: programs(),
    example: ['my-agent'],
    summary: 'names of the program; the first one found on PATH is run',
    required: true,
  },
  args: {
    kind: 'setting',
    type: list(),
    example: ['--interactive'],
    summary: 'arguments before all others',
    otherwise: 'none',
  },
  prompt: {
    kind: 'setting',
    type: choice(['argument', 'typed', 'none']),
    summary: 'how it gets a first message: "argument", "typed" once it is idle, or "none"',
    otherwise: '"argument" with prompt-args, else "none"',
  },
  'prompt-args': {
    kind: 'setting',
    type: list(),
    example: ['--prompt', '{prompt}'],
    summary: 'arguments of the first message, which {prompt} stands for',
    otherwise: '["{prompt}"]',
  },
  newline: {
    kind: 'setting',
    type: text(),
    example: '\u001b\r',
    summary: 'bytes that make a line break without submitting',
    otherwise: 'none',
  },
  'requires-worktree': {
    kind: 'setting',
    type: flag(),
    summary: 'whether its sessions need a worktree, where their type leaves it open',
    example: true,
    otherwise: 'neither',
  },
  frozen: {
    kind: 'setting',
    type: patterns(),
    example: ['-- more --'],
    summary: 'regular expressions on the last lines of a screen that does not tell the state',
    otherwise: 'none',
    restart: 'host',
  },
  markers: {
    kind: 'each',
    placeholder: 'STATE',
    names: ['starting', 'busy', 'waiting', 'idle'],
    of: MARKERS,
  },
} satisfies SettingGroup;

interface ManifestSettings {
  label?: string;
  programs: string[];
  args?: string[];
  prompt?: 'argument' | 'typed' | 'none';
  'prompt-args'?: string[];
  newline?: string;
  'requires-worktree'?: boolean;
  frozen?: string[];
  markers?: AgentManifest['markers'];
}

/** The manifest that checked settings describe. */
export function toManifest(kind: string, checked: SettingsTree): AgentManifest {
  const setting = checked as unknown as ManifestSettings;
  const { 'prompt-args': promptArgs, 'requires-worktree': requires } = setting;
  const how = setting.prompt ?? (promptArgs === undefined ? 'none' : 'argument');
  return {
    kind,
    label: setting.label ?? kind,
    programs: setting.programs,
    args: setting.args ?? [],
    prompt: how === 'argument' ? { how, args: promptArgs ?? ['{prompt}'] } : { how },
    ...(setting.newline !== undefined && { newline: setting.newline }),
    ...(requires !== undefined && { requiresWorktree: requires }),
    markers: setting.markers ?? {},
    ...(setting.frozen !== undefined && { frozen: setting.frozen }),
  };
}
