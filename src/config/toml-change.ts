import { isDeepStrictEqual } from 'node:util';
import { parse as parseToml } from 'smol-toml';

/**
 * Whether one TOML document differs from another in the value at the path alone, which is `value`,
 * or gone where that is undefined.
 */
export function isOnlyChange(
  source: string,
  edited: string,
  path: readonly string[],
  value: unknown,
): boolean {
  try {
    const wanted = parseToml(source);
    assign(wanted, path, value);
    const got = parseToml(edited);
    if (value === undefined) prune(wanted, got, path);
    return isDeepStrictEqual(got, wanted);
  } catch {
    // An edit that is no TOML is not the wanted one.
    return false;
  }
}

type Table = Record<string, unknown>;

function assign(root: Table, path: readonly string[], value: unknown): void {
  let table = root;
  for (const name of path.slice(0, -1)) {
    const inner = Object.hasOwn(table, name) ? table[name] : undefined;
    if (typeof inner === 'object' && inner !== null) table = inner as Table;
    else table = define(table, name, Object.create(Object.getPrototypeOf(table))) as Table;
  }
  const last = path.at(-1) ?? '';
  if (value === undefined) delete table[last];
  else define(table, last, value);
}

function define(table: Table, name: string, value: unknown): unknown {
  Object.defineProperty(table, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return value;
}

/** A table that only its last dotted key had made is gone with it. */
function prune(wanted: Table, got: Table, path: readonly string[]): void {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const above = path.slice(0, length - 1);
    const name = path[length - 1] ?? '';
    const table = tableAt(wanted, above);
    const inner = table?.[name];
    const isEmpty = typeof inner === 'object' && inner !== null && Object.keys(inner).length === 0;
    if (!isEmpty || table === undefined) return;
    if (tableAt(got, path.slice(0, length)) !== undefined) return;
    delete table[name];
  }
}

function tableAt(root: Table, path: readonly string[]): Table | undefined {
  let table: unknown = root;
  for (const name of path) {
    if (typeof table !== 'object' || table === null || !Object.hasOwn(table, name))
      return undefined;
    table = (table as Table)[name];
  }
  return table as Table;
}
