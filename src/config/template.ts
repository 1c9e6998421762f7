import { isSettable, type SettingsScope } from './schema.js';
import { choicesOf, type ListedSetting, listSettings } from './settings/list.js';
import { tomlKey, tomlValue } from './toml-value.js';

const HEAD: Readonly<Record<SettingsScope, readonly string[]>> = {
  user: [
    '# Settings of qtui. Every line that says what applies anyway is a comment: take the "# " away',
    '# and change it. "qtui config explain" shows what holds, and why.',
  ],
  project: [
    '# Settings of qtui for everybody who works on this repository. Every line that says what',
    '# applies anyway is a comment: take the "# " away and change it. Commands run only for those',
    '# who trust this file ("qtui trust").',
  ],
};

/** A file of settings that sets nothing: every setting that it may hold, with its default. */
export function settingsTemplate(scope: SettingsScope): string {
  const lines = [...HEAD[scope]];
  let table = '';
  for (const listed of listSettings()) {
    if (!isSettable(listed.setting, scope)) continue;
    const parent = tomlKey(listed.path.slice(0, -1));
    if (parent !== table) {
      // One for a name that people choose would make an entry of that name.
      lines.push('', hasPlaceholder(listed.path.slice(0, -1)) ? `# [${parent}]` : `[${parent}]`);
      table = parent;
    }
    lines.push(`# ${listed.setting.summary}`, `# ${exampleLine(listed)}`);
  }
  return `${lines.join('\n')}\n`;
}

function exampleLine({ path, setting, base }: ListedSetting): string {
  const example = base ?? setting.example ?? choicesOf(setting)?.[0];
  const applies = base === undefined ? ` # without it: ${setting.otherwise ?? 'not valid'}` : '';
  return `${tomlKey(path.slice(-1))} = ${tomlValue(example)}${applies}`;
}

function hasPlaceholder(path: readonly string[]): boolean {
  return path.some((name) => /^[A-Z]+$/.test(name));
}
