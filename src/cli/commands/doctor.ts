import { EXIT } from '../../core/errors.js';
import { type CommandDefinition, JSON_OPTION } from '../command.js';
import { examine } from '../doctor.js';

export const doctorCommand: CommandDefinition = {
  name: 'doctor',
  summary: 'check everything that qtui needs',
  details: 'Changes nothing. Exits with 1 when something that is needed is missing.',
  options: [
    { flags: '--llm', description: 'ask the language model for one name, if one is set' },
    JSON_OPTION,
  ],
  async run({ app, out }, _arguments, { llm }) {
    const checks = await examine(app, { asksModel: llm === true });
    const failed = checks.filter(({ status }) => status === 'fail');
    if (out.json) {
      out.answer({ ok: failed.length === 0, checks });
    } else {
      const signs = {
        ok: out.style.green('ok  '),
        warn: out.style.yellow('warn'),
        fail: out.style.red('FAIL'),
      };
      const width = Math.max(...checks.map(({ label }) => label.length));
      for (const { label, status, detail, hint } of checks) {
        out.print(`${signs[status]}  ${label.padEnd(width)}  ${detail}`);
        if (hint !== undefined) out.print(`      ${' '.repeat(width)}  ${out.style.dim(hint)}`);
      }
    }
    return failed.length === 0 ? EXIT.done : EXIT.failed;
  },
};
