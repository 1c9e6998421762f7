import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { actsWith } from '../../support/moment-acts.js';
import { MomentStage } from '../../support/moment-stage.js';
import { Trial } from '../../support/moments.js';
import { seededRandom } from '../../support/random.js';

// All moments are too many for each run, so each run takes others; the long form is
// `npm run crashtest -- --every-moment`.
const random = seededRandom(Date.now());
const anyNumber = () => Math.floor(random() * 1_000_000);

let stage: MomentStage;
beforeEach(async () => {
  stage = await MomentStage.open();
});
afterEach(() => stage.dispose());

const some = (atMost: number) => ({ atMost, offset: anyNumber() });

const acts = actsWith(anyNumber()).map((makeAct) => ({ name: makeAct().name, makeAct }));
/** Of two acts beside each other one is recovered by two, and the recovery of the other is killed. */
const turn = anyNumber() % 2;

test.each(acts.map((act, index) => ({ ...act, isKilledTwice: index % 2 === turn })))(
  '$name, killed at any moment, is done or not done',
  async ({ makeAct, isKilledTwice }) => {
    const trial = await Trial.begin(stage, makeAct());
    await trial.killOnce(some(2), 'before');
    await trial.killOnce(some(1), 'started');
    if (isKilledTwice) await trial.killTwice(some(1), some(1));
    else await trial.recoverTwiceAtOnce(some(1));
    expect(trial.failures).toEqual([]);
  },
  120_000,
);
