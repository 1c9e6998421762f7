/** Which sessions of this repository change the same files. */
import { radarLines } from '../../dialogs/radar-lines.js';
import { showText, waitFor } from '../../dialogs/simple.js';
import type { App } from '../app.js';

const WIDTH = 90;

/** Compares the sessions and shows what was found; nothing is touched by it. */
export function showRadar(app: App): void {
  app.run('compare the sessions', async () => {
    const abort = new AbortController();
    const report = await waitFor(
      app.dialogs,
      {
        title: 'Radar',
        text: 'Comparing the sessions of this repository …',
        doing: 'compare the sessions',
        abort,
      },
      app.sessions.radar(app.store.state.directory, { signal: abort.signal }),
    );
    if (report === undefined) return;
    await showText(app.dialogs, {
      title: 'Radar',
      width: WIDTH,
      lines: (width, unicode) => radarLines(report, width, unicode),
    });
  });
}
