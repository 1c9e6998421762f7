/** Only the folders named may import the package. */
const only = (name, path, folders) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: folders },
  to: { path },
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
    only('only-llm-imports-openai', '(^|/)openai(/|$)', '^src/llm/'),
    only('only-tui-imports-blessed', '(^|/)(@types/)?blessed(/|$)', '^src/tui/'),
    only('only-git-imports-simple-git', '(^|/)simple-git(/|$)', '^src/git/'),
    only(
      'who-may-spawn-processes',
      '^(node:)?child_process$',
      '^src/(git/run\\.ts$|pty/|cli/|llm/)',
    ),
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
