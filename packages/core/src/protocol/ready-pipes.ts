import type { Message } from '../message.ts';
import type { ProtocolPipe } from './protocol.ts';
import { RingQueue } from './ring-queue.ts';

/**
 * The pipes that can take a message now, served strictly in turn: whoever was served goes to the end of the row, and
 * whoever is full leaves it until its transport has drained.
 */
export class ReadyPipes {
  readonly #row = new RingQueue<ProtocolPipe>();

  get length(): number {
    return this.#row.length;
  }

  /** A pipe became ready: attached or drained. It joins at the end. */
  add(pipe: ProtocolPipe): void {
    this.#row.push(pipe);
  }

  /** A pipe is gone, ready or not. */
  remove(pipe: ProtocolPipe): void {
    this.#row.remove(pipe);
  }

  /** Moves a pipe to the front, swapping it with whoever is there, if it is in the row at all. */
  prefer(pipe: ProtocolPipe): void {
    const first = this.#row.peek();
    if (first === pipe || first === undefined) return;
    let swapped = false;
    const rest = this.#row.length - 1;
    const order: ProtocolPipe[] = [pipe];
    this.#row.shift();
    for (let n = 0; n < rest; n++) {
      const other = this.#row.shift() as ProtocolPipe;
      if (other === pipe) swapped = true;
      order.push(other === pipe ? first : other);
    }
    if (!swapped) order[0] = first;
    for (const other of order) this.#row.push(other);
  }

  /** Gives the message to the pipe whose turn it is, and returns that pipe; undefined where none is ready. */
  send(message: Message, shared: boolean): ProtocolPipe | undefined {
    const pipe = this.#row.peek();
    if (pipe === undefined) return undefined;
    const more = pipe.send(message, shared);
    if (!more) this.#row.shift();
    else if (this.#row.length > 1) this.#row.push(this.#row.shift() as ProtocolPipe);
    return pipe;
  }
}
