/** Shortest time between two frames of a pane, ms. */
const FRAME_INTERVAL = 1_000 / 60;

/** Time between two frames of a pane whose program never stops printing, ms. */
const FLOOD_INTERVAL = 50;

/**
 * Such a frame also waits until parsing has taken this many times what the last one took here, as
 * client and terminal have more to do with it than we; but not longer than this, ms.
 */
const WORK_PER_FRAME = 8;
const LONGEST_INTERVAL = 100;

/** Part of the time from frame to frame that is spent on parsing while a pane is flooded. */
const FLOOD_SHARE = 1 / 8;

/** Silence after which the last picture of a flood is shown, ms. */
const SILENCE = 3;

/**
 * When the next frame of a pane is due: at most 60 times a second, and while its program prints more
 * than anybody can read, 20 times. Frames of such a screen have nearly all of its rows, and cost
 * host, client and terminal more than the parsing of what is between them; the dearest come 10 times. Times are ms of a
 * monotonic clock.
 */
export class FramePace {
  #interval = FRAME_INTERVAL;
  #sentAt = Number.NEGATIVE_INFINITY;
  #outputAt = Number.NEGATIVE_INFINITY;
  #parsingTime = 0;
  #lastCost = 0;

  /** Output was parsed, which took `spent` ms. */
  parsed(now: number, spent: number): void {
    this.#outputAt = now;
    this.#parsingTime += spent;
  }

  /** A frame went out, which took `cost` ms to make. */
  sent(now: number, cost: number): void {
    const isFlooded = this.#parsingTime >= FLOOD_SHARE * (now - this.#sentAt);
    this.#interval = isFlooded
      ? Math.min(FLOOD_INTERVAL, this.#interval + FRAME_INTERVAL)
      : FRAME_INTERVAL;
    this.#sentAt = now;
    this.#parsingTime = 0;
    this.#lastCost = isFlooded ? cost : 0;
  }

  isDue(now: number): boolean {
    const age = now - this.#sentAt;
    if (age >= LONGEST_INTERVAL) return true;
    if (age >= this.#interval && this.#parsingTime >= WORK_PER_FRAME * this.#lastCost) return true;
    return age >= FRAME_INTERVAL && now - this.#outputAt >= SILENCE;
  }

  /** When to ask again while no output comes. */
  nextLook(now: number): number {
    const silent = Math.max(this.#outputAt + SILENCE, this.#sentAt + FRAME_INTERVAL);
    const latest = this.#sentAt + (this.#lastCost === 0 ? this.#interval : LONGEST_INTERVAL);
    return Math.max(now, Math.min(latest, silent));
  }

  /** A picture taken at `time` is as new as frames are to be. */
  isRecent(time: number, now: number): boolean {
    return now - time < this.#interval;
  }
}
