/** What reads and edits settings, in one piece as `src/cli/engine.ts`: other commands do without. */
export { loadSettings } from '../../../config/config.js';
export { explainSettings } from '../../../config/explain.js';
export { readValue } from '../../../config/read-value.js';
export { entriesOf, isNamed, isSetting, nodeAt } from '../../../config/settings/node.js';
export { SETTINGS } from '../../../config/settings/table.js';
export { settingsTemplate } from '../../../config/template.js';
export { setInToml, unsetInToml } from '../../../config/toml-edit.js';
export { scanToml } from '../../../config/toml-scan.js';
export { tomlKey, tomlValue } from '../../../config/toml-value.js';
export { writeSettings } from './write.js';
