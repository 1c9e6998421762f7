import { seededRandom } from '../support/random.js';
import { type CrashAct, Creation, Landing, Removal } from './acts.js';
import { CrashLab, type Kill } from './lab.js';
import { type Course, randomMoment } from './moment.js';

export interface Round extends Kill {
  act: string;
  /** False when the command had ended before it could be killed. */
  wasKilled: boolean;
  outcome: 'old' | 'new';
  /** What the next command said that it had recovered. */
  recovered: string[];
}

/** Rounds after which git tidies up, so that packed objects and refs are hit as well. */
const GC_EVERY = 25;

/** Rounds for each kill: those whose act ends first are judged like the others, but do not count. */
const ROUNDS_PER_KILL = 3;

/**
 * Kills the acts in turn at random moments and recovers, until `count` were killed. Throws with the
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
    const courses = new Map<CrashAct, Course>();
    for (const act of acts) courses.set(act, await measure(lab, act));
    const rounds: Round[] = [];
    let kills = 0;
    for (let index = 0; kills < options.count; index += 1) {
      if (index === options.count * ROUNDS_PER_KILL) throw new Error('Most acts ended first.');
      const act = acts[index % acts.length] as CrashAct;
      const moment = randomMoment(courses.get(act) as Course, random);
      const extent = random() < 0.7 ? 'tree' : 'alone';
      try {
        const round = await killOnce(lab, act, { moment, extent });
        rounds.push(round);
        if (round.wasKilled) kills += 1;
        report(round, index);
      } catch (thrown) {
        const where = `round ${index} (${act.name}, killed ${extent} ${inWords(moment)}), seed ${options.seed}`;
        throw new Error(`${where}: ${(thrown as Error).message}`, { cause: thrown });
      }
      if (index % GC_EVERY === GC_EVERY - 1) await lab.git('gc', '-q', '--prune=now');
    }
    return rounds;
  } finally {
    await lab.dispose();
  }
}

/** For a report: after which git, and how long after its start. */
export function inWords({ gits, afterMs }: Kill['moment']): string {
  return `${afterMs} ms after git ${gits}`;
}

/** The act's course when nobody kills it. */
async function measure(lab: CrashLab, act: CrashAct): Promise<Course> {
  const { code, course, output } = await lab.run(await act.prepare());
  if (code !== 0) throw new Error(`${act.name} ended with ${code}: ${output}`);
  await act.judge();
  await lab.checkRepository();
  return course;
}

async function killOnce(lab: CrashLab, act: CrashAct, kill: Kill): Promise<Round> {
  const args = await act.prepare();
  await lab.rememberProcesses();
  const { code } = await lab.run(args, kill);
  const recovered = await lab.recover();
  await lab.checkRepository();
  const outcome = await act.judge();
  await lab.checkRepository();
  return { act: act.name, ...kill, wasKilled: code === null, outcome, recovered };
}
