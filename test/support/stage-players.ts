import { createServer, type Server, type Socket } from 'node:net';
import { until } from './processes.js';

/** Asks the terminal for its state; the answer tells that it has taken everything before. */
export const QUERY = '\x1b[5n';
const ANSWER = '\x1b[0n';
/** Longest time that a terminal may take to take a step, ms. */
const PATIENCE = 20_000;

/** A program in a pane (test/fixtures/agents/stage) that prints what it is told. */
export class StagePlayer {
  readonly #socket: Socket;
  #typed = '';
  #queries = 0;
  /** Called with everything that the terminal sends, and when the pane is gone. */
  #onChange = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#typed += text;
      this.#onChange();
    });
    // A pane that is closed takes its player with it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#onChange());
  }

  /** What the terminal has sent, keys and answers, as latin1. */
  get typed(): string {
    return this.#typed;
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Prints without waiting for the terminal. */
  print(text: string): void {
    this.#socket.write(text);
    this.#queries += text.split(QUERY).length - 1;
  }

  /** Prints with a `QUERY` behind it, and waits until the pane's emulator has taken it all. */
  play(text: string): Promise<void> {
    this.print(text + QUERY);
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`The pane took nothing for ${PATIENCE} ms.`));
      const timer = setTimeout(fail, PATIENCE);
      this.#onChange = () => {
        if (!this.isGone && this.#typed.split(ANSWER).length <= this.#queries) return;
        clearTimeout(timer);
        this.#onChange = () => {};
        resolve();
      };
      this.#onChange();
    });
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** Where players report when their panes open. */
export class StagePlayers {
  readonly #server: Server;
  readonly #arrived: StagePlayer[] = [];
  readonly #all: StagePlayer[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      const player = new StagePlayer(socket);
      this.#arrived.push(player);
      this.#all.push(player);
    });
  }

  static async listen(path: string): Promise<StagePlayers> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return new StagePlayers(server);
  }

  /** The player of the pane that was opened next. */
  async next(): Promise<StagePlayer> {
    await until('a player arrives', () => this.#arrived.length > 0, PATIENCE);
    return this.#arrived.shift() as StagePlayer;
  }

  async dispose(): Promise<void> {
    for (const player of this.#all) player.end();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
