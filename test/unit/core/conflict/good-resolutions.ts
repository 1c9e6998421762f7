import type { ConflictHunk } from '../../../../src/core/conflict/marked-text.js';
import type { DroppedLine } from '../../../../src/core/conflict/proposal.js';
import type { Surroundings } from '../../../../src/core/conflict/validate.js';

/** A conflict, and what a careful person made of it. */
export interface GoodResolution {
  name: string;
  hunk: ConflictHunk;
  lines: string[];
  dropped?: DroppedLine[];
  around: Surroundings;
}

interface Written {
  name: string;
  before?: string;
  ours: string;
  base: string;
  theirs: string;
  after?: string;
  resolution: string;
  dropped?: DroppedLine[];
}

const lines = (text = '') => (text === '' ? [] : text.split('\n').map((line) => `${line}\n`));

const WRITTEN: Written[] = [
  {
    name: 'imports of both',
    before: "import { readFile } from 'node:fs/promises';",
    ours: "import { join } from 'node:path';\nimport { config } from './config.js';",
    base: "import { config } from './config.js';",
    theirs: "import { config } from './config.js';\nimport { log } from './log.js';",
    after: '',
    resolution:
      "import { join } from 'node:path';\nimport { config } from './config.js';\nimport { log } from './log.js';",
  },
  {
    name: 'a function each, with lines that read the same',
    before: '}\n',
    ours: 'function login(user) {\n  check(user);\n  return true;\n}',
    base: '',
    theirs: 'function logout(user) {\n  check(user);\n  return true;\n}',
    after: '\nexport default api;',
    resolution:
      'function login(user) {\n  check(user);\n  return true;\n}\n\nfunction logout(user) {\n  check(user);\n  return true;\n}',
  },
  {
    name: 'one line that both changed, brought together',
    before: 'def connect(host):',
    ours: '    return open_socket(host, timeout=30)',
    base: '    return open_socket(host)',
    theirs: '    logger.info("connecting")\n    return open_socket(host, retries=3)',
    after: '\ndef close():',
    resolution:
      '    logger.info("connecting")\n    return open_socket(host, timeout=30, retries=3)',
    dropped: [
      {
        line: '    return open_socket(host, timeout=30)',
        side: 'ours',
        reason: 'both arguments are in one call now',
      },
      {
        line: '    return open_socket(host, retries=3)',
        side: 'theirs',
        reason: 'both arguments are in one call now',
      },
    ],
  },
  {
    name: 'entries of a list in JSON',
    before: '  "dependencies": {',
    ours: '    "chalk": "5.0.0",\n    "zod": "4.6.7"',
    base: '    "chalk": "4.1.0",\n    "zod": "4.0.0"',
    theirs: '    "chalk": "4.1.0",\n    "nanoid": "5.1.0",\n    "zod": "4.0.0"',
    after: '  }',
    resolution: '    "chalk": "5.0.0",\n    "nanoid": "5.1.0",\n    "zod": "4.6.7"',
  },
  {
    name: 'a line that one side removed and the other left',
    before: 'fn main() {',
    ours: '    init();\n    run();',
    base: '    init();\n    legacy();',
    theirs: '    init();\n    legacy();\n    report();',
    after: '}',
    resolution: '    init();\n    run();\n    report();',
  },
  {
    name: 'lines in another order',
    before: 'steps:',
    ours: '  - uses: checkout\n  - run: npm ci\n  - run: npm test',
    base: '  - uses: checkout\n  - run: npm test',
    theirs: '  - run: npm run lint\n  - uses: checkout\n  - run: npm test',
    after: '',
    resolution: '  - uses: checkout\n  - run: npm ci\n  - run: npm run lint\n  - run: npm test',
  },
  {
    name: 'the same line added by both, kept once',
    before: 'list:',
    ours: '  - zero\n  - shared\n  - one',
    base: '',
    theirs: '  - two\n  - shared\n  - three',
    after: 'end',
    resolution: '  - zero\n  - two\n  - shared\n  - one\n  - three',
    dropped: [{ line: '  - shared', side: 'theirs', reason: 'ours has added the same line' }],
  },
  {
    name: 'documents with headings that look like markers',
    before: '# Changes\n',
    ours: '1.2\n=======\n\n- Faster start.',
    base: '',
    theirs: '1.1.1\n=======\n\n- Fix the crash on close.',
    after: '\n1.1',
    resolution: '1.2\n=======\n\n- Faster start.\n\n1.1.1\n=======\n\n- Fix the crash on close.',
  },
  {
    name: 'tabs and ends of Windows',
    before: 'all:\r',
    ours: '\tcc -O2 main.c\r\n\tstrip main\r',
    base: '\tcc main.c\r',
    theirs: '\tcc main.c\r\n\tcp main /usr/bin\r',
    after: 'clean:\r',
    resolution: '\tcc -O2 main.c\r\n\tstrip main\r\n\tcp main /usr/bin\r',
  },
  {
    name: 'cases of a switch, which end alike',
    before: '  switch (kind) {',
    ours: "    case 'a':\n      first();\n      break;\n    case 'b':\n      second();\n      break;",
    base: "    case 'a':\n      first();\n      break;",
    theirs:
      "    case 'a':\n      first();\n      break;\n    case 'c':\n      third();\n      break;",
    after: '  }',
    resolution:
      "    case 'a':\n      first();\n      break;\n    case 'b':\n      second();\n      break;\n    case 'c':\n      third();\n      break;",
  },
  {
    name: 'one side wins, with a reason for every line of the other',
    before: 'const limits = {',
    ours: '  size: 10,\n  time: 5,\n  burst: 3,',
    base: '  size: 10,',
    theirs: '  size: 20,\n  time: 9,',
    after: '};',
    resolution: '  size: 20,\n  time: 9,\n  burst: 3,',
    dropped: [{ line: '  time: 5,', side: 'ours', reason: 'the session asks for longer times' }],
  },
  {
    name: 'a file that both have added',
    ours: 'MIT\n\nCopyright A',
    base: '',
    theirs: 'MIT\n\nCopyright B',
    resolution: 'MIT\n\nCopyright A\nCopyright B',
    dropped: [{ line: 'MIT', side: 'theirs', reason: 'one heading is enough' }],
  },
  {
    name: 'SQL of both',
    before: 'CREATE TABLE users (',
    ours: '  id INTEGER PRIMARY KEY,\n  email TEXT NOT NULL,\n  created TIMESTAMP,',
    base: '  id INTEGER PRIMARY KEY,',
    theirs: '  id INTEGER PRIMARY KEY,\n  name TEXT,\n  created TIMESTAMP,\n  role TEXT,',
    after: '  PRIMARY KEY (id)',
    resolution:
      '  id INTEGER PRIMARY KEY,\n  email TEXT NOT NULL,\n  name TEXT,\n  created TIMESTAMP,\n  role TEXT,',
    dropped: [
      { line: '  created TIMESTAMP,', side: 'theirs', reason: 'the same column as of ours' },
    ],
  },
];

export const GOOD_RESOLUTIONS: GoodResolution[] = WRITTEN.map(
  ({ name, before, ours, base, theirs, after, resolution, dropped }) => ({
    name,
    hunk: {
      ...{ ours: lines(ours), base: lines(base), theirs: lines(theirs) },
      ...{ lineEnd: '\n', endsFile: false },
    },
    lines: lines(resolution),
    ...(dropped && { dropped }),
    around: { before: lines(before), after: lines(after) },
  }),
);
