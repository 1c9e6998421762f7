import type * as z from 'zod/mini';

/** What a value may be; its output is what the settings in force hold. */
export type ValueType<T = unknown> = z.ZodMiniType<T>;

/** One setting: everything that checks, help and documents say of it is made of this. */
export interface Setting<T = unknown> {
  readonly kind: 'setting';
  readonly type: ValueType<T>;
  /** What it does, in one line of plain text. */
  readonly summary: string;
  /** Page of docs/ that says more. */
  readonly see?: string;
  /** What applies where it is not set and no fixed default does. */
  readonly otherwise?: string;
  /** Shows how it is written, where there is no default that does. */
  readonly example?: T;
  /** A repository's file may set it too, to what the user may or to less. */
  readonly project?: true | ValueType<T>;
  /**
   * How a repository's value meets the user's: it wins over it; both count (lists only); or it
   * stays apart, as a command that runs only once the person trusts the file.
   */
  readonly meets?: 'over' | 'both' | 'apart';
  /** The table that it is in makes no sense without it. */
  readonly required?: true;
  /** It is a program and its arguments. */
  readonly isCommand?: true;
  /** What has to be started anew for a change; the screen takes all others up at once. */
  readonly restart?: 'host';
}

/** A table of named entries of one shape, whose names people choose. */
export interface NamedSettings<V = unknown> {
  readonly kind: 'each';
  /** Stands for the name in documents: `KIND`. */
  readonly placeholder: string;
  /** The names there can be, where they are known. */
  readonly names?: readonly string[];
  readonly of: SettingNode<V> | SettingGroup;
  /** Makes the value in force of an entry's settings; by default they are it. */
  readonly make?: (name: string, settings: SettingsTree) => V;
}

/** A table of settings, by the names that files use. */
export interface SettingGroup {
  readonly [name: string]: Setting | NamedSettings | SettingGroup;
}

export type AnyNode = Setting | NamedSettings | SettingGroup;

/** Settings as a file gives them: tables of values by the names that files use. */
export interface SettingsTree {
  readonly [name: string]: unknown;
}

/** `newSession` as files write it: `new-session`. */
type FileName<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${FileName<Tail>}`
    : `-${Lowercase<Head>}${FileName<Tail>}`
  : S;

/** What the table of settings must say of a part `V` of the settings in force. */
export type SettingNode<V> = [V] extends [string | number | boolean | readonly unknown[]]
  ? Setting<V>
  : string extends keyof V
    ? NamedSettings<V[keyof V]>
    : SettingsOf<V> | NamedSettings<V[keyof V]>;

export type SettingsOf<V> = {
  readonly [K in keyof V & string as FileName<K>]-?: SettingNode<NonNullable<V[K]>>;
};

export function isSetting(node: AnyNode): node is Setting {
  return node['kind'] === 'setting';
}

export function isNamed(node: AnyNode): node is NamedSettings {
  return node['kind'] === 'each';
}

/** The entries of a table of settings. */
export function entriesOf(group: SettingGroup): [string, AnyNode][] {
  return Object.entries(group);
}

/** A file's name for a setting as code writes it: `new-session` is `newSession`. */
export function codeName(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The node at a path; undefined where there is no such setting. */
export function nodeAt(root: AnyNode, path: readonly string[]): AnyNode | undefined {
  let node: AnyNode | undefined = root;
  for (const name of path) {
    if (node === undefined || isSetting(node)) return undefined;
    if (isNamed(node)) {
      node = node.names === undefined || node.names.includes(name) ? node.of : undefined;
    } else {
      node = Object.hasOwn(node, name) ? (node as SettingGroup)[name] : undefined;
    }
  }
  return node;
}
