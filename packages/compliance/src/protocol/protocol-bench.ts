import type { CallOptions, ErrorCode, Message, Payload } from '@sp/core';
import { check, ComplianceError, hasCode } from '../assert.ts';
import { mockNet, type MockNet } from '../mock-net.ts';
import type { MockPipe } from '../mock-pipe.ts';
import { settled } from '../settle.ts';
import type { ProtocolSubject, SubjectExchange, SubjectSocket } from './protocol-subject.ts';

/** A connected peer, and what the socket calls the connection. */
export interface Peer {
  readonly pipe: MockPipe;
  readonly id: number;
}

/** A call under way. */
export class Call<T> {
  state: 'pending' | 'done' | 'failed' = 'pending';
  value: T | undefined = undefined;
  error: unknown = undefined;

  constructor(promise: Promise<T>) {
    promise.then(
      (value) => {
        this.state = 'done';
        this.value = value;
      },
      (error: unknown) => {
        this.state = 'failed';
        this.error = error;
      },
    );
  }
}

/** What one protocol case works with: sockets of the subject on a mock transport. */
export class ProtocolBench {
  readonly subject: ProtocolSubject;
  readonly mock: MockNet = mockNet();
  /** Ids of pipes, as the hook of the socket told them. */
  readonly attached: number[] = [];
  readonly detached: number[] = [];
  readonly #sockets: SubjectSocket[] = [];

  constructor(subject: ProtocolSubject) {
    this.subject = subject;
  }

  /** A socket that reports its pipes here. */
  open(options?: object): SubjectSocket {
    const socket = this.subject.create(this.mock.net, options);
    socket.setPipeHook({
      attached: ({ id }) => void this.attached.push(id),
      detached: ({ id }) => void this.detached.push(id),
    });
    this.#sockets.push(socket);
    return socket;
  }

  async connect(socket: SubjectSocket): Promise<Peer> {
    const pipe = await this.mock.connect(socket);
    const id = this.attached.at(-1);
    check(id !== undefined && !pipe.closed, 'a peer was not attached');
    return { pipe, id };
  }

  send(exchange: SubjectExchange, payload: Payload, call?: CallOptions): Promise<void> {
    return exchange.send?.(payload, call) ?? Promise.reject(new ComplianceError('there is no send'));
  }

  recv(exchange: SubjectExchange, call?: CallOptions): Promise<Message> {
    return exchange.recv?.(call) ?? Promise.reject(new ComplianceError('there is no recv'));
  }

  /** Lets the peer send what `recv` returns as `body`. */
  deliver({ pipe }: Peer, body: Uint8Array): void {
    pipe.deliver(...(this.subject.incoming?.(body, pipe) ?? [body]));
  }

  /** Brings an exchange to where it may receive, has the peer send `body`, and receives. */
  async receive(exchange: SubjectExchange, peer: Peer, body: Uint8Array): Promise<Message> {
    await this.subject.beforeRecv?.(exchange, peer.pipe);
    this.deliver(peer, body);
    return this.finished(this.recv(exchange, { timeout: 1 }), 'recv of a message that has come');
  }

  /** Brings an exchange to where it may send, sends `body`, and returns the body that reaches the peer. */
  async transmit(exchange: SubjectExchange, peer: Peer, body: Uint8Array): Promise<Uint8Array> {
    await this.subject.beforeSend?.(exchange, peer.pipe);
    const count = peer.pipe.sent.length;
    await this.finished(this.send(exchange, this.payload(body, peer.id)), 'send to a peer that reads');
    await settled();
    const sent = peer.pipe.sent[count];
    check(sent !== undefined, 'nothing reached the peer');
    return sent.body;
  }

  payload(body: Uint8Array, pipeId: number): Payload {
    return this.subject.outgoing?.(body, pipeId) ?? body;
  }

  /** A socket with a peer, or without, whose `send` waits from now on. */
  async blocked(): Promise<{ socket: SubjectSocket; peer: Peer | undefined; id: number }> {
    const { options, prepare } = this.subject.sendWaits ?? {};
    const socket = this.open(options);
    const peer = prepare === undefined ? undefined : await this.connect(socket);
    if (peer !== undefined) await prepare?.(socket, peer.pipe);
    return { socket, peer, id: peer?.id ?? 1 };
  }

  /** The outcome of something that needs no time. */
  async finished<T>(promise: Promise<T>, what: string): Promise<T> {
    const call = new Call(promise);
    await settled();
    if (call.state === 'failed') {
      throw new ComplianceError(`${what} failed: ${String(call.error)}`, { cause: call.error });
    }
    check(call.state === 'done', `${what} did not end`);
    return call.value as T;
  }

  /** Fails unless a call fails, at once, with this code. */
  async refused(promise: Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
    const call = new Call(promise);
    await settled();
    check(call.state === 'failed', `${what}: expected ${code}, but it is ${call.state}`);
    hasCode(call.error, code, what);
  }

  /** Closes everything; what the socket did against the contract of its transport fails the case as well. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close().catch(() => undefined);
    await this.mock.clock.advance(10_000);
    const [first] = this.mock.violations;
    if (first !== undefined) throw new ComplianceError(first);
  }
}
