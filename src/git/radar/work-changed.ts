/** The files are no longer what the tree in the cache was made of. */
export class WorkChanged extends Error {
  override readonly name = 'WorkChanged';
}
