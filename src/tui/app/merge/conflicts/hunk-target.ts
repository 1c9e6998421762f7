import type { ConflictItem } from '../../../model/conflicts/board.js';
import type { HunkWork } from '../../../model/conflicts/hunk-work.js';
import type { CommandTarget } from '../../actions/dialog-commands.js';
import type { ConflictDesk } from './desk.js';

/** The open file, as far as a command may act on it. */
export interface HunkTarget extends CommandTarget {
  readonly desk: ConflictDesk;
  readonly item: ConflictItem;
  work: HunkWork;
  /** Why no model can be asked, in words; undefined where one can. */
  readonly modelProblem: string | undefined;
  openMenu(): void;
  showNextPart(): void;
  /** Goes back to the list; what is answered stays. */
  close(): void;
  /** Goes back to the list, of a file that was settled as a whole. */
  leave(): void;
}
