import type { ColorDepth } from '../../core/config.js';

/** What of the person's terminal decides what is drawn, and which keys are named. */
export interface TerminalCapabilities {
  color: ColorDepth;
  unicode: boolean;
  /** True once it is proven that Ctrl-m can be told from Enter. */
  distinguishesCtrlM: boolean;
}
