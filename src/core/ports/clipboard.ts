/** The programs that the person has named for the clipboard; each is absent where none is. */
export interface ClipboardCommands {
  /** Gives the text to the copy command. Rejects with `QtuiError`, also when it takes too long. */
  copy?(text: string): Promise<void>;
  /** What the paste command prints. Rejects as `copy` does. */
  paste?(): Promise<string>;
}
