// A process of the demo, as main.ts sees it.
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Order } from './reports.ts';

interface Waiting<Report> {
  resolve(report: Report): void;
  reject(why: Error): void;
}

/** A child that reports once for each order, and once on its own when it is ready. */
export class Child<Report extends { readonly kind: string }> {
  readonly name: string;
  readonly pid: number;
  /** Rejects when the process is gone, and never resolves. */
  readonly ended: Promise<never>;
  readonly #process: ChildProcess;
  readonly #reports: Report[] = [];
  #waiting: Waiting<Report> | undefined = undefined;
  #end: Error | undefined = undefined;
  #onEnd!: (why: Error) => void;

  /** The child runs with the flags of this process, so that it reads TypeScript too. */
  constructor(name: string, script: string) {
    this.name = name;
    this.ended = new Promise((_, reject) => (this.#onEnd = reject));
    this.ended.catch(() => undefined);
    this.#process = fork(join(import.meta.dirname, script));
    this.pid = this.#process.pid ?? 0;
    this.#process.on('message', (report: Report) => {
      if (this.#waiting === undefined) this.#reports.push(report);
      else this.#waiting.resolve(report);
      this.#waiting = undefined;
    });
    this.#process.on('error', (error) => {
      this.#fail(error);
    });
    this.#process.on('exit', (status, signal) => {
      this.#fail(new Error(`${name} (process ${this.pid}) has ended: ${signal ?? `status ${status ?? '?'}`}`));
    });
  }

  /** Resolves at the next report of the kind; rejects if the child reports something else or ends first. */
  async next<Kind extends Report['kind']>(kind: Kind): Promise<Extract<Report, { kind: Kind }>> {
    const report = this.#reports.shift() ?? (await this.#wait());
    if (report.kind === kind) return report as Extract<Report, { kind: Kind }>;
    throw new Error(`${this.name}: ${'why' in report ? String(report.why) : `unexpected "${report.kind}"`}`);
  }

  order(order: Order): void {
    this.#process.send(order);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #wait(): Promise<Report> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  #fail(why: Error): void {
    this.#end ??= why;
    this.#onEnd(why);
    this.#waiting?.reject(why);
    this.#waiting = undefined;
  }
}
