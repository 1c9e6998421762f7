// Completes package-lock.json with the optional platform packages that npm left out.
//
// npm drops an optional dependency from the lock file when the registry at hand does not carry
// it. `npm ci` elsewhere then stops with "Missing: … from lock file", and other platforms never
// get their native binary. An entry without an address is enough for npm to accept the lock and
// to look the package up where it exists.
//
// Run after every change of dependencies: npm run lock. Running it again changes nothing.
// The range npm would resolve is unknown offline, so only exact versions are completed; any other
// range is reported and makes the script fail.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony'];
const OS_ALIASES = { sunos: 'sunos', win32: 'win32', windows: 'win32' };
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const CPU_ALIASES = { armv7: 'arm', x86: 'ia32', ppc64le: 'ppc64', aarch64: 'arm64' };

/** Where Node would find `name` when required from the package at `from`. */
function isLocked(from, name) {
  let base = from;
  for (;;) {
    if (packages[base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`])
      return true;
    if (base === '') return false;
    const cut = base.lastIndexOf('node_modules/');
    base = cut <= 0 ? '' : base.slice(0, cut - 1);
  }
}

/** The platform a binary package is for, read from its name: a wrong or empty field is harmless
 * where the package exists, because its own manifest decides. */
function platformOf(name) {
  const words = name.replace(/^@/, '').split(/[-/_]/);
  const pick = (known, aliases) => {
    for (const word of words) {
      const value = known.includes(word) ? word : aliases[word];
      if (value) return [value];
    }
    return undefined;
  };
  const os = pick(OS, OS_ALIASES);
  const cpu = pick(CPU, CPU_ALIASES);
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return { ...(os && { os }), ...(cpu && { cpu }), ...(libc && { libc: [libc] }) };
}

const added = [];
const unresolved = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) {
      unresolved.push(`${name}@${range} (wanted by ${path})`);
      continue;
    }
    packages[`node_modules/${name}`] = {
      version: range,
      ...platformOf(name),
      ...((entry.dev || entry.devOptional) && { dev: true }),
      optional: true,
    };
    added.push(`${name}@${range}`);
  }
}

if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`${added.length} optional packages completed\n`);
for (const name of added) process.stdout.write(`  ${name}\n`);
if (unresolved.length > 0) {
  process.stderr.write(`not completed, no exact version:\n  ${unresolved.join('\n  ')}\n`);
  process.exitCode = 1;
}
