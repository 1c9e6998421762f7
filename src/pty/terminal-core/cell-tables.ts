import type { Clusters } from './clusters.js';
import type { Styles } from './styles.js';

/** What the words of cells refer to by numbers. */
export interface CellTables {
  readonly styles: Styles;
  readonly clusters: Clusters;
}
