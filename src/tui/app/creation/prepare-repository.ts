import { ask, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import type { App } from '../app.js';

/** Offers `git init` and the empty first commit that worktrees need. */
export function prepareRepository(app: App): void {
  app.run('prepare the repository', async () => {
    const { directory, defaults } = app.store.state;
    const obstacle = defaults?.worktreeObstacle;
    if (!obstacle) return;
    const isNew = obstacle.action !== 'first-commit';
    const words = isNew
      ? 'git init makes a repository of this directory, and an empty first commit gives worktrees something to start from. Your files are not added.'
      : 'An empty first commit gives worktrees something to start from. Your files are not added.';
    const answer = await ask(app.dialogs, {
      title: isNew ? 'Make a repository here?' : 'Make the first commit?',
      body: [paragraph(directory, 'strong'), paragraph(words)],
      selected: false,
      options: [
        { value: false, label: 'Cancel' },
        { value: true, label: isNew ? 'git init and an empty first commit' : 'Empty first commit' },
      ],
    });
    if (!answer) return;
    const doing = 'prepare the repository';
    await waitFor(
      app.dialogs,
      { title: 'Prepare', text: 'Running git …', doing, uncancellable: true },
      app.sessions.prepareRepository(directory),
    );
    await app.reader.defaults();
    app.notify('The repository is ready: new sessions get worktrees.');
  });
}
