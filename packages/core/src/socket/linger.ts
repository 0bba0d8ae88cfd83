import { Alarm } from './alarm.ts';
import type { CloseReport, SocketCore } from './socket-core.ts';

/**
 * The end of a socket: queued messages leave, then pipes say goodbye, then everything is closed, all within `linger`.
 *
 * With nothing queued it is over at once.
 */
export class Linger {
  readonly done: Promise<CloseReport>;
  readonly #core: SocketCore;
  readonly #limit: Alarm;
  #resolve!: (report: CloseReport) => void;
  #ending = false;
  #finished = false;

  constructor(core: SocketCore) {
    this.#core = core;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#limit = new Alarm(core.clock, core.options.linger, () => {
      this.#finish();
    });
    if (this.#left() === 0) this.#finish();
    else this.step();
  }

  /** Messages are left that no pipe has taken: dialers may still find one. */
  get needsPeers(): boolean {
    return !this.#finished && !this.#ending;
  }

  step(): void {
    if (this.#finished) return;
    if (this.#core.protocol.queued > 0) {
      if (!this.#hopeful) this.#finish();
      return;
    }
    if (!this.#ending) {
      this.#ending = true;
      for (const dialer of this.#core.dialers) dialer.stop();
      for (const pipe of this.#core.pipes) pipe.end();
    }
    if (this.#core.pipes.size === 0) this.#finish();
  }

  /** Somebody is there for what is queued, or may still come. */
  get #hopeful(): boolean {
    return this.#core.pipes.size > 0 || [...this.#core.dialers].some(({ active }) => active);
  }

  /** Messages that have not left yet. */
  #left(): number {
    let count = this.#core.protocol.queued;
    for (const pipe of this.#core.pipes) count += pipe.unsent;
    return count;
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const core = this.#core;
    const dropped = this.#left();
    this.#limit.cancel();
    for (const dialer of core.dialers) dialer.stop();
    for (const pipe of core.pipes) pipe.close();
    core.schedule.stop();
    if (dropped > 0) core.dropped('linger', undefined, dropped);
    core.keepAlive.release();
    this.#resolve({ dropped });
  }
}
