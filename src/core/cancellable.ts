/** Cancels the operation; what was begun is ended with its whole process group. */
export interface Cancellable {
  signal?: AbortSignal | undefined;
}
