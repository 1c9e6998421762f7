/** The preview: what would be merged how, and where it goes on. */
import { toQtuiError } from '../../../core/errors.js';
import type { MergePlan } from '../../../core/merge.js';
import type { MergePlanOptions } from '../../../core/ports/sessions.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { MergePreview } from '../../dialogs/merge/preview.js';
import type { App } from '../app.js';
import { removeSession } from '../sessions/remove-session.js';
import { pickTarget } from './pick-target.js';
import { plannedFor } from './planning.js';
import { PreviewFacts } from './preview-facts.js';
import { showFile } from './show-file.js';
import type { MergeWalk, StepOutcome } from './walk.js';

/** Shows at once what is known; what the remote has since comes when it answers. */
export async function showPreview(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { session, plan } = walk;
  const asking = new AbortController();
  const { signal } = asking;
  const { strategy } = plan.request;
  const planned = async (wish: Omit<MergePlanOptions, 'resolutions'>) =>
    (await plannedFor(app, walk, wish)).plan;
  const fresh =
    plan.upstream && !walk.isFresh ? planned({ strategy, refresh: true, signal }) : undefined;
  walk.isFresh = true;
  const news = walk.news.splice(0);
  const facts = new PreviewFacts(app, walk);
  const preview = new MergePreview({
    ...{ plan, fresh, news, title: `Merge ${printable(sessionTitle(session))}` },
    place: (shown) => walk.place('preview', shown),
    notes: (shown, width) => facts.lines(shown, width),
    agent: { isBusy: () => facts.isAgentBusy, pause: () => facts.pauseAgent() },
    replan: planned,
    pickTarget: (shown) => pickTarget(app, shown),
    showFile: (shown, file) => showFile(app, shown, file),
    onError: (thrown) => {
      if (!signal.aborted) app.notifyError(toQtuiError(thrown, 'preview the merge'));
    },
  });
  facts.onChange = () => preview.factsChanged();
  const answer = await app.dialogs.open(preview.dialog).finally(() => {
    asking.abort();
    facts.dispose();
  });
  if (answer === undefined || answer === 'back') return 'cancelled';
  if (answer.kind === 'remove') {
    await removeSession(app, session);
    return 'done';
  }
  await takeChosen(app, walk, answer.plan);
  return 'next';
}

/** What was chosen in the preview holds for all plans that follow. */
async function takeChosen(app: App, walk: MergeWalk, plan: MergePlan): Promise<void> {
  const { strategy, target } = plan.request;
  walk.strategy = strategy;
  if (target !== walk.plan.request.target) walk.target = target;
  await walk.take(app, plan);
}
