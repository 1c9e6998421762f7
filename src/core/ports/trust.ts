/** A repository's `.qtui/config.toml` as it was read. */
export interface ProjectFile {
  /** Absolute path of the file that was read. */
  path: string;
  /** Main worktree of its repository, or the bare repository: trust holds for all of its worktrees. */
  root: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  hash: string;
}

/** A command that a repository's file names; empty where the file says that there is none. */
export interface NamedCommand {
  /** Of the setting, as it is said to a person. */
  readonly name: string;
  readonly when: string;
  readonly command: readonly string[];
}

/** A command of a repository that does not run, as the person has not trusted its file. */
export interface UntrustedCommand {
  command: readonly string[];
  file: ProjectFile;
}

/** A content of a project's file whose commands may run. */
export interface TrustedFile extends ProjectFile {
  /** When it was trusted, ISO 8601, UTC. */
  since: string;
}

/**
 * The contents of project files that the person has trusted. Every method throws
 * `trust-unreadable` when the record cannot be understood: nothing is trusted then.
 */
export interface TrustStore {
  /** Whether the person has trusted exactly this content of the repository's file. */
  isTrusted(file: ProjectFile): Promise<boolean>;
  /** Remembers it durably; a record that nobody can read is put aside first. */
  trust(file: ProjectFile): Promise<void>;
  /** Forgets every trusted content of the repository at `root`; returns how many there were. */
  revoke(root: string): Promise<number>;
  /** Everything trusted, newest first. */
  list(): Promise<TrustedFile[]>;
}
