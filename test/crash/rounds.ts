import { seededRandom } from '../support/random.js';
import { type CrashAct, Creation, Landing, Removal } from './acts.js';
import { CrashLab } from './lab.js';

export interface Round {
  act: string;
  /** When it was killed, ms after its start, and with what. */
  afterMs: number;
  extent: 'tree' | 'alone';
  /** False when the command had ended before it could be killed. */
  wasKilled: boolean;
  outcome: 'old' | 'new';
  /** What the next command said that it had recovered. */
  recovered: string[];
}

/** Part of a command's time in which it only loads itself, and there is little to kill. */
const START_UP = 0.15;

/** Rounds after which git tidies up, so that packed objects and refs are hit as well. */
const GC_EVERY = 25;

/**
 * Kills each act in turn at random moments and recovers, `count` times in all. Throws with the
 * round's seed when a state is neither old nor new, or anything of the owner's has changed.
 */
export async function runRounds(
  options: { seed: number; count: number; files: number },
  report: (round: Round, index: number) => void = () => {},
): Promise<Round[]> {
  const random = seededRandom(options.seed);
  const lab = await CrashLab.open(options.files);
  try {
    const acts = [
      new Creation(lab),
      new Landing(lab, 'main'),
      new Removal(lab),
      new Landing(lab, 'release'),
    ];
    const durations = new Map<CrashAct, number>();
    for (const act of acts) durations.set(act, await measure(lab, act));
    const rounds: Round[] = [];
    for (let index = 0; index < options.count; index += 1) {
      const act = acts[index % acts.length] as CrashAct;
      const afterMs = Math.round((START_UP + random()) * (durations.get(act) ?? 0));
      const extent = random() < 0.7 ? 'tree' : 'alone';
      try {
        const round = await killOnce(lab, act, { afterMs, extent });
        rounds.push(round);
        report(round, index);
      } catch (thrown) {
        const where = `round ${index} (${act.name}, killed ${extent} after ${afterMs} ms), seed ${options.seed}`;
        throw new Error(`${where}: ${(thrown as Error).message}`, { cause: thrown });
      }
      if (index % GC_EVERY === GC_EVERY - 1) await lab.git('gc', '-q', '--prune=now');
    }
    return rounds;
  } finally {
    await lab.dispose();
  }
}

/** How long the act takes when nobody kills it, ms. */
async function measure(lab: CrashLab, act: CrashAct): Promise<number> {
  const { code, durationMs, output } = await lab.run(await act.prepare());
  if (code !== 0) throw new Error(`${act.name} ended with ${code}: ${output}`);
  await act.judge();
  await lab.checkRepository();
  return durationMs;
}

async function killOnce(
  lab: CrashLab,
  act: CrashAct,
  kill: { afterMs: number; extent: 'tree' | 'alone' },
): Promise<Round> {
  const args = await act.prepare();
  await lab.rememberProcesses();
  const { code } = await lab.run(args, kill);
  const recovered = await lab.recover();
  await lab.checkRepository();
  const outcome = await act.judge();
  await lab.checkRepository();
  return { act: act.name, ...kill, wasKilled: code === null, outcome, recovered };
}
