import { parseArgs } from 'node:util';
import { killAtEveryMoment } from './every-moment.js';
import { inWords, runRounds } from './rounds.js';

/**
 * The long form of the crash test: `--kills N` (200) `--files N` (8,000) `--seed N` (a new one when
 * absent). `--every-moment` kills at each change that an act makes instead, in small repositories;
 * `--act TEXT` takes the acts with that in their names alone. Exit code 1 when a killed act has left
 * anything but its old or its new state.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      files: { type: 'string', default: '8000' },
      seed: { type: 'string' },
      'every-moment': { type: 'boolean', default: false },
      act: { type: 'string', default: '' },
    },
  });
  if (values['every-moment']) return killAtEveryMoment(values.act);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const count = Number(values.kills);
  process.stdout.write(`seed ${seed}\n`);
  try {
    const rounds = await runRounds({ seed, count, files: Number(values.files) }, (round, index) => {
      const { act, moment, extent, wasKilled, outcome, recovered } = round;
      const how = wasKilled ? `killed (${extent}) ${inWords(moment)}` : 'ended first';
      process.stdout.write(`${index + 1} ${act}: ${how}, ${outcome}\n`);
      for (const words of recovered) process.stdout.write(`    ${words}\n`);
    });
    const killed = rounds.filter(({ wasKilled }) => wasKilled);
    const old = killed.filter(({ outcome }) => outcome === 'old').length;
    process.stdout.write(
      `${killed.length} of ${count} killed and old or new after recovery: ${old} old, ` +
        `${killed.length - old} new; ${rounds.length - killed.length} ended before their kill\n`,
    );
    return 0;
  } catch (failure) {
    process.stdout.write(`${(failure as Error).message}\n`);
    return 1;
  }
}
