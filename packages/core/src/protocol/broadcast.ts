import type { Message } from '../message.ts';
import type { Pipe } from '../pipe.ts';
import type { ProtocolPipe } from './protocol.ts';
import { RingQueue } from './ring-queue.ts';

/** Where messages that go nowhere are counted: the protocol's host. */
interface Counts {
  dropped(reason: string, pipe?: Pipe, count?: number): void;
}

/** What waits for one pipe of a {@link Broadcast}. */
export class BroadcastQueue {
  readonly pipe: ProtocolPipe<BroadcastQueue>;
  readonly #queue = new RingQueue<Message>();
  readonly #capacity: number;
  #ready = true;

  constructor(pipe: ProtocolPipe<BroadcastQueue>, capacity: number) {
    this.pipe = pipe;
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** True while the transport itself takes messages. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Takes the message unless the queue is full. */
  offer(message: Message): boolean {
    if (this.#ready) {
      this.#ready = this.pipe.send(message, true);
      return true;
    }
    if (this.#queue.length >= this.#capacity) return false;
    message.own();
    this.#queue.push(message);
    return true;
  }

  writable(): void {
    this.#ready = true;
    while (this.#ready && this.#queue.length > 0) {
      this.#ready = this.pipe.send(this.#queue.shift() as Message, true);
    }
  }
}

/**
 * Sends each message to every pipe, without ever waiting: to the transport of a pipe that can take it, else into the
 * queue of that pipe, and where that is full the new message is dropped for that pipe alone.
 *
 * All pipes share one message, header and body: from `send` on nobody may alter it.
 */
export class Broadcast {
  readonly #host: Counts;
  readonly #queues: BroadcastQueue[] = [];
  /** Messages that went straight to a transport, and those that had to queue, each counted for every pipe. */
  direct = 0;
  delayed = 0;

  constructor(host: Counts) {
    this.#host = host;
  }

  /** Messages queued for all pipes together. */
  get length(): number {
    return this.#queues.reduce((sum, queue) => sum + queue.length, 0);
  }

  /** Lets a pipe take part from now on, with a queue of this capacity, for which it uses the slot of the pipe. */
  attach(pipe: ProtocolPipe<BroadcastQueue>, capacity: number): void {
    pipe.slot = new BroadcastQueue(pipe, capacity);
    this.#queues.push(pipe.slot);
  }

  /** The pipe is gone, and with it what was queued for it. */
  detach(pipe: ProtocolPipe<BroadcastQueue>): void {
    this.#queues.splice(this.#queues.indexOf(pipe.slot), 1);
    if (pipe.slot.length > 0) this.#host.dropped('pipe_closed', pipe, pipe.slot.length);
  }

  writable(pipe: ProtocolPipe<BroadcastQueue>): void {
    pipe.slot.writable();
  }

  /** @param except - a pipe that does not get the message: the one it came from */
  send(message: Message, except?: ProtocolPipe<BroadcastQueue>): void {
    for (const queue of this.#queues) {
      if (queue.pipe === except) continue;
      const { ready } = queue;
      if (!queue.offer(message)) this.#host.dropped('tx_discard', queue.pipe);
      else if (ready) this.direct += 1;
      else this.delayed += 1;
    }
  }
}
