import { SpError, type Clock, type DialRequest } from '@sp/core/transport';
import { MockWire, type MockPipe } from './mock-pipe.ts';

interface Plan {
  left: number;
  /** The error to fail with; undefined leaves the attempt unanswered. */
  readonly error: Error | undefined;
}

interface Stalled {
  readonly request: DialRequest<string, object>;
  readonly resolve: (wire: MockWire) => void;
}

/** What happens to the dials to one mock address. Attempts beyond what was planned succeed. */
export class MockDials {
  /** When each attempt came, in milliseconds of the clock. */
  readonly attempts: number[] = [];
  /** Every connection made, oldest first. */
  readonly pipes: MockPipe[] = [];
  readonly #plans: Plan[] = [];
  readonly #stalled = new Set<Stalled>();
  readonly #waiting: ((pipe: MockPipe) => void)[] = [];
  readonly #clock: Clock;
  readonly #peer: number | undefined;
  #claimed = 0;

  /** @internal */
  constructor(clock: Clock, peer: number | undefined) {
    this.#clock = clock;
    this.#peer = peer;
  }

  /** The next attempts are refused with ERR_SP_CONN_REFUSED. */
  refuse(times: number = 1): void {
    this.fail(new SpError('ERR_SP_CONN_REFUSED', 'as the test says'), times);
  }

  /** The next attempts fail with this error. */
  fail(error: Error, times: number = 1): void {
    this.#plans.push({ left: times, error });
  }

  /** The next attempts stay without an answer until {@link MockDials.answer}, or until the dialer gives up. */
  stall(times: number = 1): void {
    this.#plans.push({ left: times, error: undefined });
  }

  /** Connects every attempt that waits. */
  answer(): void {
    for (const { request, resolve } of this.#stalled) resolve(this.#connect(request));
    this.#stalled.clear();
  }

  /** The next connection that was not asked for yet: at once, or when it is made. */
  next(): Promise<MockPipe> {
    const pipe = this.pipes[this.#claimed];
    this.#claimed += 1;
    return pipe === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(pipe);
  }

  /** @internal */
  dial(request: DialRequest<string, object>): Promise<MockWire> {
    this.attempts.push(this.#clock.now());
    const [plan] = this.#plans;
    if (plan !== undefined && (plan.left -= 1) <= 0) this.#plans.shift();
    if (plan?.error !== undefined) return Promise.reject(plan.error);
    const { info, signal } = request;
    if (this.#peer !== undefined && this.#peer !== info.peer) {
      return Promise.reject(new SpError('ERR_SP_BAD_PROTO', `the peer is ${this.#peer}, not ${info.peer}`));
    }
    if (plan === undefined) return Promise.resolve(this.#connect(request));
    return new Promise((resolve, reject) => {
      const attempt = { request, resolve };
      this.#stalled.add(attempt);
      signal.addEventListener('abort', () => {
        this.#stalled.delete(attempt);
        reject(new SpError('ERR_SP_CLOSED', 'the dial was given up'));
      });
    });
  }

  #connect({ address, info }: DialRequest<string, object>): MockWire {
    const wire = new MockWire(address, info.peer);
    this.pipes.push(wire.hands);
    this.#waiting.shift()?.(wire.hands);
    return wire;
  }
}
