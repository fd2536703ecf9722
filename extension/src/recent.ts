// The last lines of something, for whoever asks later.

export class Recent {
  readonly #most: number;
  readonly #lines: string[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > this.#most) {
      this.#lines.shift();
    }
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }
}
