/** The life of worktrees after they were made: what became of them, and what can be done. */

/** A repository that sessions can be opened in. */
export interface KnownRepository {
  /** Directory to open sessions in: the main worktree, or the directory around a bare one. */
  path: string;
  /** Short name; unique in a list. */
  name: string;
  /** `here`: that of the directory. `below`: inside the directory. `session`: of a session. */
  origin: 'here' | 'below' | 'session';
}

/** All throw `QtuiError`. */
export interface WorktreeService {
  /** Repositories to open a session in: the directory's, those below it, those of sessions. */
  repositories(directory: string): Promise<KnownRepository[]>;
}
