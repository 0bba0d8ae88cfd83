import type { Message } from '@sp/core';
import {
  closedError,
  PipeQueue,
  ReceiveQueue,
  RingQueue,
  WaiterList,
  type Protocol,
  type ProtocolContext,
  type ProtocolHost,
  type ProtocolPipe,
  type Waiter,
} from '@sp/core/protocol';
import { FIRST_HOP, hopFault } from './hop-check.ts';
import type { Pair1Options } from './pair1-options.ts';

/** Messages that may wait for one peer. */
const PEER_QUEUE = 2;

/**
 * PAIR version 1 with any number of peers: a message goes to the pipe that it names, else to the peer that has been
 * there longest. On the wire it is ordinary PAIR1.
 *
 * Until the first peer ever comes messages wait. From then on no send waits: a message whose peer is not there, or is
 * slow, is dropped and counted.
 */
export class Pair1PolyProtocol implements Protocol<PipeQueue>, ProtocolContext {
  /** The socket is its own only exchange. */
  readonly context: this = this;
  readonly #host: ProtocolHost<Pair1Options>;
  readonly #incoming: ReceiveQueue;
  /** Peers in the order of their coming. */
  readonly #peers = new Set<ProtocolPipe<PipeQueue>>();
  #first: ProtocolPipe<PipeQueue> | undefined = undefined;
  /** Messages and senders that wait for the first peer ever. */
  readonly #early = new RingQueue<Message>();
  readonly #waiters = new WaiterList();
  #started = false;
  #closed = false;

  constructor(host: ProtocolHost<Pair1Options>) {
    this.#host = host;
    this.#incoming = new ReceiveQueue(host.options.readQLen);
  }

  get queued(): number {
    let queued = this.#early.length;
    for (const { slot } of this.#peers) queued += slot.length;
    return queued;
  }

  attach(pipe: ProtocolPipe<PipeQueue>): undefined {
    pipe.slot = new PipeQueue(pipe, PEER_QUEUE);
    this.#peers.add(pipe);
    this.#first ??= pipe;
    if (!this.#started) this.#start();
  }

  detach(pipe: ProtocolPipe<PipeQueue>): void {
    this.#peers.delete(pipe);
    if (this.#first === pipe) [this.#first] = this.#peers;
    this.#dropped('pipe_closed', this.#incoming.detach(pipe) + pipe.slot.discard(), pipe);
  }

  writable(pipe: ProtocolPipe<PipeQueue>): void {
    pipe.slot.writable();
  }

  received(pipe: ProtocolPipe<PipeQueue>, message: Message): void {
    const fault = hopFault(message, this.#host.options.ttl);
    if (fault !== undefined) {
      this.#host.dropped(fault, pipe);
      return;
    }
    message.skip(4);
    this.#incoming.offer(pipe, message);
  }

  trySend(message: Message): boolean {
    if (this.#closed) throw closedError('socket');
    if (this.#started) this.#dispatch(message);
    else if (this.#early.length < this.#host.options.writeQLen) {
      message.own();
      this.#early.push(message);
    } else if (this.#host.options.bestEffort) this.#dropped('best_effort', 1);
    else return false;
    return true;
  }

  sendLater(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  tryRecv(): Message | undefined {
    if (this.#closed) throw closedError('socket');
    return this.#incoming.tryRecv();
  }

  recvLater(waiter: Waiter): void {
    this.#incoming.recvLater(waiter);
  }

  cancel(waiter: Waiter, why: unknown): void {
    waiter.fail(why);
  }

  /** Setting a length, even to what it was, empties the queue; waiting receives go on, waiting sends count as done. */
  changed(name: string): void {
    if (name === 'readQLen') {
      this.#dropped('resized', this.#incoming.discard(false));
      this.#incoming.resize(this.#host.options.readQLen);
    } else if (name === 'writeQLen') {
      this.#dropped('resized', this.#early.length + this.#waiters.length);
      this.#early.clear();
      for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) waiter.complete();
    }
  }

  close(): void {
    this.#closed = true;
    this.#waiters.failAll(closedError('socket'));
    this.#incoming.failWaiters(closedError('socket'));
  }

  /** The first peer ever is here: what waited for it goes out, in order. */
  #start(): void {
    this.#started = true;
    for (let next = this.#early.shift(); next !== undefined; next = this.#early.shift()) this.#dispatch(next);
    for (let waiter = this.#waiters.shift(); waiter !== undefined; waiter = this.#waiters.shift()) {
      this.#dispatch(waiter.message as Message);
      waiter.complete();
    }
  }

  #dispatch(message: Message): void {
    const peer = (message.pipe as ProtocolPipe<PipeQueue> | undefined) ?? this.#first;
    message.header = FIRST_HOP;
    if (peer === undefined || !this.#peers.has(peer) || !peer.slot.trySend(message, false)) {
      this.#dropped('tx_drop', 1, peer);
    }
  }

  #dropped(reason: string, count: number, pipe?: ProtocolPipe): void {
    if (count > 0) this.#host.dropped(reason, pipe, count);
  }
}
