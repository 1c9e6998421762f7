/** Only the folders named may import the package. */
const only = (name, path, folders) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: folders },
  to: { path },
});

/** A folder of the screen imports itself, and of its neighbours these only. */
const layer = (folder, ...neighbours) => ({
  name: `layers-of-tui-${folder}`,
  severity: 'error',
  from: { path: `^src/tui/${folder}/` },
  to: { path: '^src/tui/', pathNot: `^src/tui/(${[folder, ...neighbours].join('|')})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing',
      comment: 'src/core is the model: it knows no platform, no package and no other folder.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'no-neighbours',
      comment: 'A folder imports core and itself; what it needs of others comes through ports.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/(core|cli)/' },
      to: { path: '^src/', pathNot: '^src/(core|$1)/' },
    },
    layer('input'),
    layer('model'),
    layer('search', 'model'),
    layer('terminal', 'input', 'model'),
    layer('views', 'model', 'terminal', 'dialogs'),
    layer('dialogs', 'input', 'model', 'terminal', 'views'),
    {
      name: 'only-run-composes-the-client',
      comment: 'Controllers get each other handed; `run.ts` is what makes and connects them.',
      severity: 'error',
      from: { path: '^src/tui/' },
      to: { path: '^src/tui/app/run\\.ts$' },
    },
    {
      name: 'model-has-no-effects',
      comment: 'Values and functions over them: files, processes and timers are for controllers.',
      severity: 'error',
      from: { path: '^src/tui/(model|input)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|buffer)$' },
    },
    {
      name: 'registry-knows-no-use-case',
      comment: 'Rows and marks are below what is done with sessions.',
      severity: 'error',
      from: { path: '^src/session/registry/' },
      to: {
        path: '^src/session/',
        pathNot: '^src/session/(registry/|(dependencies|status)\\.ts$)',
      },
    },
    {
      name: 'settings-are-data',
      comment: 'Every setting with its type and words; reading files of them is for src/config.',
      severity: 'error',
      from: { path: '^src/config/settings/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nothing-outside-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts|bin|dist)/' },
    },
    { name: 'no-circular', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependency',
      comment: 'A development dependency is missing in an installed qtui.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    only('only-pty-imports-node-pty', '(^|/)node-pty(/|$)', '^src/pty/'),
    only('only-emulator-imports-xterm', '(^|/)@xterm/', '^src/pty/terminal-core/'),
    only('who-may-start-threads', '^(node:)?worker_threads$', '^src/(tui/search|syntax)/'),
    only('only-llm-imports-openai', '(^|/)openai(/|$)', '^src/llm/'),
    only('only-tui-imports-blessed', '(^|/)(@types/)?blessed(/|$)', '^src/tui/'),
    only('only-git-imports-simple-git', '(^|/)simple-git(/|$)', '^src/git/'),
    only(
      'who-may-spawn-processes',
      '^(node:)?child_process$',
      '^src/(git/(process-group|fork-server)|pty/connection/starter|llm/command|cli/(clipboard-commands|detached|in-terminal|link-opener))\\.ts$',
    ),
    only('who-may-read-yaml', '(^|/)yaml(/|$)', '^src/(skills/parse|syntax/parsers)\\.ts$'),
    only('only-config-reads-toml', '(^|/)smol-toml(/|$)', '^src/(config|syntax)/'),
    only('only-syntax-parses-programs', '(^|/)@babel/', '^src/syntax/'),
    only('who-may-check-shapes', '(^|/)zod(/|$)', '^src/(config|llm|session)/'),
    only('only-cli-speaks-to-shells', '(^|/)(commander|chalk)(/|$)', '^src/cli/'),
    only('who-may-compare-texts', '^node_modules/diff/', '^src/tui/dialogs/diff/texts\\.ts$'),
    only('only-dialogs-filter', '(^|/)fuzzysort(/|$)', '^src/tui/dialogs/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
