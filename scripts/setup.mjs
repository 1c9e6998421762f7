// Makes a fresh clone ready: installs when the lock file changed, builds when a source changed.
// Only builtins of node may be imported here, because nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.qtui-setup');
/** Scripts that a build is made by. */
const BUILDERS = ['build.mjs', 'plain-exports.mjs', 'code-cache.mjs', 'record-code.mjs'].map(
  (name) => `scripts/${name}`,
);
/** What compiles node-pty where it brings no binary, and the Debian package of each. */
const COMPILERS = { python3: 'python3', make: 'make', 'g++': 'g++' };

requireNode();
requireGit();
installWhenNeeded();
buildWhenNeeded();

function requireNode() {
  if (Number.parseInt(process.versions.node, 10) >= 20) return;
  fail(`qtui needs Node 20 or newer; this is Node ${process.versions.node}.`);
}

function requireGit() {
  if (onPath('git')) return;
  fail('qtui needs git, which is not on PATH. On Debian or Ubuntu: sudo apt-get install git');
}

function installWhenNeeded() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = `${hash} ${process.platform}-${process.arch} node${process.versions.modules}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  refuseSharedInstall();
  say('Installing dependencies (npm ci) …');
  const done = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (done.status !== 0) {
    process.stderr.write(done.stdout ?? '');
    if (done.error) say(String(done.error.message));
    fail(`npm ci failed.${compilerAdvice()}`);
  }
  const problem = loadProblem('node-pty');
  if (problem !== undefined) {
    fail(`node-pty was installed but does not load: ${problem}${compilerAdvice()}`);
  }
  writeFileSync(stampFile, stamp);
}

/** npm ci follows a linked node_modules and empties the folder of the checkout that owns it. */
function refuseSharedInstall() {
  const modules = join(root, 'node_modules');
  if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  fail(
    'node_modules is a link to an install that does not fit package-lock.json. ' +
      'Run `node scripts/setup.mjs` in the checkout that owns it, or remove the link.',
  );
}

function buildWhenNeeded() {
  const builtAt = modified(join(root, 'dist', '.built'));
  const sources = ['src', 'package-lock.json', ...BUILDERS].map((path) => join(root, path));
  if (builtAt === undefined || !sources.every((path) => newest(path) <= builtAt)) {
    say('Building …');
    if (!succeeds('build.mjs')) fail('The build failed.');
  } else if (!isCachedForThisNode()) {
    say('Keeping what this node makes of the build …');
    if (!succeeds('code-cache.mjs')) fail('The code cache could not be made.');
  }
}

/** What another node has compiled is of no use to this one. */
function isCachedForThisNode() {
  const stamp = join(root, 'dist', '.cached');
  if (!existsSync(stamp)) return false;
  return readFileSync(stamp, 'utf8') === `${process.version}-${process.arch}\n`;
}

function succeeds(script) {
  const done = spawnSync(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  return done.status === 0;
}

/** npm's own progress and errors go to stderr as they come; its summary is only of interest when
 * it fails. */
function npm(args) {
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' };
  const script = process.env.npm_execpath;
  // Under `npm start` the same npm is used again, even when it is not on PATH.
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    return spawnSync(process.execPath, [script, ...args], options);
  }
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function loadProblem(name) {
  try {
    createRequire(import.meta.url)(name);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

function compilerAdvice() {
  const missing = Object.keys(COMPILERS).filter((tool) => !onPath(tool));
  if (missing.length === 0) {
    return '\nTo compile node-pty here: npm_config_build_from_source=true npm start';
  }
  const packages = missing.map((tool) => COMPILERS[tool]).join(' ');
  return (
    `\nOn this platform node-pty may have to be compiled, and that needs ${missing.join(', ')}, ` +
    `not found on PATH.\nOn Debian or Ubuntu: sudo apt-get install ${packages}`
  );
}

function onPath(command) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .some((dir) => suffixes.some((suffix) => isExecutable(join(dir, command + suffix))));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The newest change at or below a path. Folders count too: theirs is the only trace of a file
 * that was deleted. */
function newest(path) {
  const own = modified(path) ?? 0;
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return readdirSync(path).reduce(
    (latest, name) => Math.max(latest, newest(join(path, name))),
    own,
  );
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
