import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { FakeLlm } from '../support/fake-llm.js';
import { until } from '../support/processes.js';

const SECRET = 'sk-very-secret-0123456789';
const MESSAGE = 'please fix the login';

let world: World;
let llm: FakeLlm;

beforeEach(async () => {
  [world, llm] = await Promise.all([createWorld(), FakeLlm.start()]);
});
afterEach(async () => {
  await llm.dispose();
  await world.dispose();
});

async function configure(settings: string): Promise<void> {
  const directory = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'config.toml'), settings);
}

const useModel = () =>
  configure(
    `[names]\nsuggest = "llm"\ntimeout-seconds = 60\n[llm]\nmodel = "small"\ntimeout-seconds = 60\n` +
      `base-url = "${llm.baseUrl}"\napi-key-env = "TEST_KEY"\n`,
  );

const KEY = { TEST_KEY: SECRET, OPENAI_API_KEY: `${SECRET}-other` };
const NEW = ['new', MESSAGE, '--type', 'feature', '--agent', 'shell'];

/** Everything that qtui has written into its state, or a directory of that. */
async function written(directory = ''): Promise<string> {
  const root = join(world.env['XDG_STATE_HOME'] ?? '', directory);
  const read = (await readdir(root, { recursive: true })).map(async (name) => {
    const file = join(root, name);
    return (await stat(file)).isFile() ? readFile(file, 'utf8') : '';
  });
  const text = (await Promise.all(read)).join('\n');
  expect(text).not.toBe('');
  return text;
}

describe('a model that is set', () => {
  test('names a session that runs already, on the screen and off', async () => {
    await useModel();
    llm.answers = [{ text: '{"name":"feature/repair-login"}', held: true }];
    const screen = world.open([], { env: KEY });
    await screen.waitForText('shows every key');
    screen.press('ctrl-n');
    await screen.waitForText('First message');
    screen.type(MESSAGE);
    screen.press('enter');
    await screen.waitForText(/fix-login .* main/);
    await llm.asked(1);
    llm.release();
    await screen.waitForText('The branch is called');
    await screen.waitForText(/1 \S*\/repair-login/);
    const { sessions } = await world.json(['sessions', 'list']);
    expect(sessions).toMatchObject([{ branch: expect.stringMatching(/\/repair-login$/) }]);
    expect(await world.repo.git('branch', '--format=%(refname:short)')).not.toContain('fix-login');
    expect(JSON.stringify(llm.requests.map(({ body }) => body))).not.toContain(world.root);
    expect(await written()).not.toContain(SECRET);
  });

  test('that refuses costs a warning and no more', async () => {
    await useModel();
    llm.answers = [{ status: 401, body: { error: { message: `wrong: ${SECRET}` } } }];
    const made = await world.run([...NEW, '--json'], { env: KEY });
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({
      session: { branch: 'fix-login' },
      warnings: [{ code: 'llm-unavailable' }],
    });
    const doctor = await world.run(['doctor', '--llm'], { env: KEY });
    expect(doctor.stdout).toContain('refuses the key (401)');
    expect(doctor.stdout).toMatch(/model for merges +small at .*, only when you ask it/);
    expect([made.stdout, made.stderr, doctor.stdout, await written()].join()).not.toContain(SECRET);
    expect(await written('qtui/logs')).not.toContain(MESSAGE);
  });
});

test('a command that names sessions ends with a qtui that is interrupted; the session stays', async () => {
  await configure(
    '[names]\nsuggest = "command"\ntimeout-seconds = 60\n[llm]\ntimeout-seconds = 60\n' +
      'command = ["sh", "-c", "sleep 600 & wait"]\n',
  );
  const waiting = world.open([...NEW, '--detach']);
  await waiting.waitForText('Waiting for a name');
  waiting.press('ctrl-c');
  expect((await waiting.waitForExit()).code).toBe(0);
  await until('the command to end', async () => {
    return !(await world.processes()).some(({ command }) => command.includes('sleep 600'));
  });
  const { sessions } = await world.json(['sessions', 'list']);
  expect(sessions).toMatchObject([{ branch: 'fix-login' }]);
});

test('without settings nothing is sent, whatever keys there are; a repository cannot ask for it', async () => {
  const env = { ...KEY, OPENAI_BASE_URL: llm.baseUrl };
  const { session } = await world.json(NEW, { env });
  expect(session.branch).toBe('fix-login');
  expect((await world.run(['doctor', '--llm'], { env })).stdout).toContain('nothing is sent');
  await mkdir(join(world.repo.path, '.qtui'));
  await writeFile(join(world.repo.path, '.qtui', 'config.toml'), '[names]\nsuggest = "llm"\n');
  const refused = await world.run(NEW, { env });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('names');
  expect(llm.requests).toEqual([]);
});

test('a name that cannot be had is asked about in a terminal, and gets an ending without one', async () => {
  await world.repo.git('branch', 'fix-login');
  const { session } = await world.json(NEW);
  expect(session.branch).toBe('fix-login-2');
  const asking = world.open([...NEW, '--detach']);
  await asking.waitForText('[fix-login-3]');
  asking.type('main\r');
  await asking.waitForText('[main-2]');
  asking.type('mine\r');
  expect((await asking.waitForExit()).code).toBe(0);
  expect(await world.repo.git('branch', '--format=%(refname:short)')).toContain('mine');
});
