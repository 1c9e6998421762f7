import { DEFAULT_STYLE, type Style } from '../core/frame.js';
import { StyleIndex } from '../core/style-index.js';

/** Gives each distinct style a small number; 0 is the default style. */
export class StyleTable {
  readonly #index = new StyleIndex();

  constructor() {
    this.#index.intern(DEFAULT_STYLE);
  }

  get size(): number {
    return this.#index.size;
  }

  /** Those from number `first` on. */
  from(first: number): Style[] {
    return Array.from({ length: this.size - first }, (_, offset) => this.at(first + offset));
  }

  intern(style: Style): number {
    return this.#index.intern(style);
  }

  at(index: number): Style {
    return index < this.size ? this.#index.at(index) : DEFAULT_STYLE;
  }
}

/** Longest grapheme cluster kept, UTF-16 units; endless combining marks are cut off there. */
export const MAX_CLUSTER = 64;

/** Gives each distinct grapheme cluster a small number. */
export class ClusterTable {
  readonly #clusters: string[] = [];
  readonly #indexes = new Map<string, number>();

  get size(): number {
    return this.#clusters.length;
  }

  get clusters(): readonly string[] {
    return this.#clusters;
  }

  intern(text: string): number {
    const cluster = text.length > MAX_CLUSTER ? cutAtCharacter(text) : text;
    const known = this.#indexes.get(cluster);
    if (known !== undefined) return known;
    const index = this.#clusters.length;
    this.#clusters.push(cluster);
    this.#indexes.set(cluster, index);
    return index;
  }

  at(index: number): string {
    return this.#clusters[index] ?? '';
  }
}

function cutAtCharacter(text: string): string {
  return text.slice(0, MAX_CLUSTER).replace(/[\ud800-\udbff]$/, '');
}
