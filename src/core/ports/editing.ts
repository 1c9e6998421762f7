/** Something that a person edits in a program of their own. */
export interface EditedFile {
  bytes: Uint8Array;
  /** Path that it is shown as; data, of which only the last part names a file on disk. */
  name: string;
  /** What is edited, in words, for the pane and for who finds an edit that was cut off. */
  title: string;
}

/** A private file, 0600 in a directory of 0700, with an editor for it. */
export interface OpenEdit {
  /** Absolute path. */
  readonly file: string;
  /** The editor with the file. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the file holds now; throws `path-missing` when the editor has removed it. */
  read(): Promise<Uint8Array>;
  /** The file goes, with all that the editor has put beside it. */
  remove(): Promise<void>;
}

/** An edit whose qtui or host has broken down. */
export interface CutOffEdit {
  title: string;
  /** Where what was saved is; the editor's own rescue files lie beside it. Absolute path. */
  file: string;
  /** When it was begun, ISO 8601, UTC. */
  time: string;
}

/** Edits of texts of merges in the person's editor. */
export interface EditingService {
  /**
   * Writes the file, and finds the editor: $VISUAL or $EDITOR, which a shell reads where they are
   * more than words, as git does, else vi or nano. Throws `editor-not-found`, `disk-full`, ….
   */
  beginEdit(file: EditedFile): Promise<OpenEdit>;
  /**
   * Edits that were cut off with something saved, each told once by one process and kept for 30
   * days from then on; those without anything saved go.
   */
  cutOffEdits(): Promise<CutOffEdit[]>;
}
