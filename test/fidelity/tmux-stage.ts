import { join } from 'node:path';
import { DirectTerminal } from '../support/direct-terminal.js';
import type { World } from '../support/e2e.js';
import { differencesIn } from '../support/pane-region.js';
import { QUERY, type StagePlayer, StagePlayers } from '../support/stage-players.js';
import { STREAM_SIZE } from '../support/streams/stream.js';
import { TerminalDriver } from '../support/terminal-driver.js';

/** Nothing more is written this long after the last output, ms. */
const QUIET = 400;

/** What tmux is told that its terminal can, so that it shows all it knows of. */
const FEATURES =
  'xterm-256color:RGB:256:bpaste:ccolour:cstyle:extkeys:hyperlinks:margins:overline:rectfill:strikethrough:sync:title:usstyle';

/** As `PaneStage`, with tmux in place of qtui: its window is the pane. */
export class TmuxStage {
  readonly #players: StagePlayers;
  readonly #screen: TerminalDriver;
  readonly #player: StagePlayer;
  readonly #direct = new DirectTerminal(STREAM_SIZE.cols, STREAM_SIZE.rows);

  private constructor(players: StagePlayers, screen: TerminalDriver, player: StagePlayer) {
    this.#players = players;
    this.#screen = screen;
    this.#player = player;
  }

  static async open(world: World): Promise<TmuxStage> {
    const socket = join(world.root, 'tmux-stage.sock');
    const players = await StagePlayers.listen(socket);
    const commands = [
      ['start-server'],
      ['set-option', '-g', 'status', 'off'],
      ['set-option', '-g', 'default-terminal', 'tmux-256color'],
      ['set-option', '-s', 'escape-time', '0'],
      ['set-option', '-as', 'terminal-features', `,${FEATURES}`],
      ['new-session', join(world.root, 'bin', 'stage')],
    ].flatMap((command, index) => (index === 0 ? command : [';', ...command]));
    const server = ['-S', join(world.root, 'tmux.sock'), '-f', '/dev/null'];
    const screen = new TerminalDriver('tmux', [...server, ...commands], {
      ...STREAM_SIZE,
      cwd: world.repo.path,
      env: { ...world.env, STAGE_SOCKET: socket },
    });
    return new TmuxStage(players, screen, await players.next());
  }

  async play(text: string): Promise<void> {
    this.#direct.feed(text + QUERY);
    await this.#player.play(text);
  }

  /** What differs once both show the same or nothing more comes. */
  async settle(): Promise<string[]> {
    let left: string[] = [];
    const isSame = () => {
      left = differencesIn(this.#screen, { x: 0, y: 0 }, this.#direct);
      return left.length === 0;
    };
    await this.#screen.settles(isSame, QUIET);
    return left;
  }

  async dispose(): Promise<void> {
    await this.#players.dispose();
    // The server ends with its last window, whose program has just ended.
    await this.#screen.waitForExit().catch(() => undefined);
    await this.#screen.dispose();
    this.#direct.dispose();
  }
}
