import { MOMENT_ACTS } from '../support/moment-acts.js';
import { MomentStage } from '../support/moment-stage.js';
import { Trial } from '../support/moments.js';

const ALL = { atMost: Number.POSITIVE_INFINITY, offset: 0 };
/** Moments at which the recovery is killed too, at each of its own; their neighbours differ little. */
const SOME = { atMost: 8, offset: 2 };

/**
 * Kills each act whose name holds `wanted` at each of its moments, and recovers: once, after its
 * recovery was killed too, and twice at the same time. Exit code 1 when a state was neither old nor
 * new, or something was left behind.
 */
export async function killAtEveryMoment(wanted: string): Promise<number> {
  let failed = 0;
  for (const makeAct of MOMENT_ACTS) {
    const act = makeAct();
    if (!act.name.includes(wanted)) continue;
    const outcomes = { old: 0, new: 0 };
    const stage = await MomentStage.open();
    try {
      const trial = await Trial.begin(stage, act, ({ outcome }) => {
        outcomes[outcome] += 1;
      });
      await trial.killOnce(ALL, 'before');
      await trial.killOnce(ALL, 'started');
      await trial.killTwice(SOME, ALL);
      await trial.recoverTwiceAtOnce(ALL);
      const { moments, failures } = trial;
      for (const words of failures) process.stdout.write(`${words}\n`);
      failed += failures.length;
      process.stdout.write(
        `${act.name}: ${moments.length} moments, ${outcomes.old} old, ${outcomes.new} new, ` +
          `${failures.length} neither\n`,
      );
    } finally {
      await stage.dispose();
    }
  }
  return failed === 0 ? 0 : 1;
}
