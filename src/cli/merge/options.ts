import type { MergeStrategy } from '../../core/merge.js';
import type { CheckOptions } from './check.js';
import type { MessageOptions } from './message.js';
import type { ResolveOptions } from './resolve.js';

/** Options of `qtui merge` for one session. */
export interface MergeOptions extends CheckOptions, MessageOptions, ResolveOptions {
  into?: string;
  strategy?: MergeStrategy;
  all?: boolean;
  preview?: boolean;
  dryRun?: boolean;
  continue?: boolean;
  abort?: boolean;
  commit?: string;
  remove?: boolean;
  fetch?: boolean;
  yes?: boolean;
}
