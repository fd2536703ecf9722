// When to start a crashed server again: after growing pauses, a few times, then not until the user asks.

/** Milliseconds before each attempt. */
const PAUSES = [500, 2_000, 5_000, 15_000] as const;

/** A server that ran this long (milliseconds) since its start was healthy: its crash counts as a first one. */
const HEALTHY = 180_000;

export class RestartPolicy {
  #crashes = 0;
  #startedAt = 0;

  started(now: number): void {
    this.#startedAt = now;
  }

  /** The pause before the next attempt, in milliseconds, or undefined when it is time to give up. */
  crashed(now: number): number | undefined {
    if (now - this.#startedAt >= HEALTHY) {
      this.#crashes = 0;
    }
    return PAUSES[this.#crashes++];
  }

  /** Crashes in a row. */
  get crashes(): number {
    return this.#crashes;
  }

  /** The user asked for a start: whatever was wrong may have been mended. */
  reset(): void {
    this.#crashes = 0;
  }
}
