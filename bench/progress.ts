// One line on a terminal that says how far things are; nothing where stderr is a file.

export class Progress {
  readonly #total: number;
  readonly #start: number = performance.now();
  readonly #visible: boolean = process.stderr.isTTY;
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** Names what begins now. */
  step(label: string): void {
    const seconds = Math.round((performance.now() - this.#start) / 1_000);
    this.#write(`${this.#done}/${this.#total}  ${seconds} s  ${label}`);
    this.#done += 1;
  }

  /** Makes room for other output. */
  clear(): void {
    this.#write('');
  }

  #write(text: string): void {
    if (this.#visible) process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }
}
