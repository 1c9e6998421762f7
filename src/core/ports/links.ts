/** Opens addresses in a program outside qtui. */
export interface LinkOpener {
  /** Name of this machine, as file addresses carry it. */
  readonly hostName: string;
  /**
   * Starts the program with the address as its last argument, without a shell. Resolves once it has
   * done its work or goes on running; rejects with `QtuiError` where it cannot be started or fails.
   */
  open(address: string): Promise<void>;
}
