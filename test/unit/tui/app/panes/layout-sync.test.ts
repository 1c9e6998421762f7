import { afterEach, expect, test } from '@jest/globals';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { type ScriptedConnection, ScriptedHost } from '../../../../support/tui/scripted-host.js';

afterEach(stopRobots);

/** A host that takes layouts only once it is let. */
class SlowHost extends ScriptedHost {
  #release: () => void = () => {};
  readonly #released = new Promise<void>((resolve) => {
    this.#release = resolve;
  });

  override connect(): ScriptedConnection {
    const client = super.connect();
    const setLayout = client.setLayout.bind(client);
    client.setLayout = async (document, revision) => {
      await this.#released;
      return setLayout(document, revision);
    };
    return client;
  }

  release(): void {
    this.#release();
  }
}

const pane = (paneId: string) => ({ weight: 1, node: { kind: 'pane', paneId } });

test('changes that follow each other faster than the host answers are each made once', async () => {
  const host = new SlowHost();
  host.add({ paneId: 'one' });
  host.add({ paneId: 'two' });
  const root = { kind: 'split', direction: 'row', children: [pane('one'), pane('two')] };
  const tab = { id: 1, root, focus: 'one', zoomed: false };
  host.layout = { revision: 1, document: { version: 1, tabs: [tab], hidden: [], activeTab: 1 } };
  const robot = start({ scriptedHost: host });
  host.print('one', 'text of one');
  host.print('two', 'text of two');
  await robot.see('text of one', 'text of two');

  robot.press('ctrl-b', '}', 'ctrl-b', 'z');
  await robot.gone('text of two');
  host.release();
  const shared = () => JSON.stringify(host.layout.document);
  await robot.until(() => shared().includes('"zoomed":true'), 'the zoom to be shared');
  expect(shared().indexOf('"paneId":"two"')).toBeLessThan(shared().indexOf('"paneId":"one"'));
  expect(await robot.screen()).not.toContain('text of two');

  robot.press('ctrl-b', 'z');
  await robot.until((screen) => /text of two.*text of one/.test(screen), 'the panes, swapped');
});
