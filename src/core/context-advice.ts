/** What a person should know about a directory before a session is made in it (notes on git). */

/** Why git cannot answer for a directory; the error's own code. */
const CONTEXT_PROBLEMS = [
  'git-missing',
  'git-too-old',
  'dubious-ownership',
  'not-a-repository',
  'repository-unsupported',
  'unusable-path',
] as const;
export type ContextProblemCode = (typeof CONTEXT_PROBLEMS)[number];

/** Whether git, and not what was asked of it, is why a directory's repository cannot be read. */
export function isContextProblem(code: string): code is ContextProblemCode {
  return (CONTEXT_PROBLEMS as readonly string[]).includes(code);
}

export type ContextAdviceCode =
  | ContextProblemCode
  | 'no-repository'
  | 'workspace'
  | 'unborn-head'
  | 'inside-git-directory'
  | 'bare'
  | 'submodule'
  | 'detached-head'
  | 'shallow'
  | 'no-remote'
  | 'operation-in-progress'
  | 'git-environment';

/** What can be done about it at once, where there is something. */
export type ContextAction =
  | 'init'
  | 'first-commit'
  | 'choose-repository'
  | 'name-target'
  | 'deepen'
  | 'repair';

export interface ContextAdvice {
  code: ContextAdviceCode;
  /** `obstacle`: no worktree can be made. `warning`: it bears on the session. `note`: good to know. */
  level: 'obstacle' | 'warning' | 'note';
  message: string;
  hint: string;
  action?: ContextAction;
}

/** Why git could not say what the directory is. */
export interface ContextProblem {
  code: ContextProblemCode;
  message: string;
  hint?: string;
}
