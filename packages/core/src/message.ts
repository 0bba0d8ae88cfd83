import { SpError } from './sp-error.ts';
import { allocate, copy, encodeText } from './bytes.ts';
import { decodeText } from './host.ts';
import type { Pipe } from './pipe.ts';

const EMPTY = new Uint8Array(0);

/** What `send` takes: text (sent as UTF-8), bytes, or a whole message. */
export type Payload = string | Uint8Array | Message;

/**
 * A message: protocol header, body, and the pipe it came from.
 *
 * A received message belongs to the receiver, who may modify it; its body may be a view of a larger network chunk, so
 * {@link Message.dup} small pieces that you keep for long. A message given to `send` belongs to the library from then
 * on, and comes back unaltered when the send fails.
 */
export class Message {
  /** Protocol header. Empty on cooked sockets; on raw ones the backtrace or hop count. Never a promise of a `Buffer`. */
  header: Uint8Array;
  /**
   * Where the body is: `length` bytes of `bytes` from `start` on. For transports and protocols, which mostly need no array
   * of the body itself; one is made only when {@link Message.body} is asked for.
   */
  bytes: Uint8Array;
  start: number;
  /** Length of the body, in bytes. */
  length: number;
  /** The pipe that the message was received from, or should be sent to where a protocol supports that. */
  pipe: Pipe | undefined;
  /**
   * True while the body still belongs to the caller of `send`, who may reuse it when `send` returns: whoever keeps the
   * message longer than the call that handed it over calls {@link Message.own} first.
   */
  borrowed: boolean;

  constructor(body: Uint8Array | string = EMPTY, header: Uint8Array = EMPTY, pipe?: Pipe) {
    this.header = header;
    this.bytes = typeof body === 'string' ? encodeText(body) : body;
    this.start = 0;
    this.length = this.bytes.length;
    this.pipe = pipe;
    this.borrowed = false;
  }

  /** A message whose body is a part of `bytes`, as transports find it in what has arrived. */
  static within(bytes: Uint8Array, start: number, length: number): Message {
    const message = new Message(bytes);
    message.start = start;
    message.length = length;
    return message;
  }

  /** The payload. */
  get body(): Uint8Array {
    const { bytes, length } = this;
    if (bytes.length !== length) {
      // Nothing is kept alive by an empty array that is not a view.
      this.bytes = length === 0 ? EMPTY : new Uint8Array(bytes.buffer, bytes.byteOffset + this.start, length);
      this.start = 0;
    }
    return this.bytes;
  }

  set body(body: Uint8Array) {
    this.bytes = body;
    this.start = 0;
    this.length = body.length;
  }

  /** Takes the first bytes off the body. */
  skip(count: number): void {
    this.start += count;
    this.length -= count;
  }

  /** Length of header and body together, in bytes: what size limits count. */
  get size(): number {
    return this.header.length + this.length;
  }

  /** The body as text, decoded from UTF-8. */
  text(): string {
    return decodeText(this.body);
  }

  /** The body parsed as JSON; throws the parser's own `SyntaxError` where it is none. */
  json(): unknown {
    return JSON.parse(this.text());
  }

  /** A deep copy: header, body and pipe, independent of this one. */
  dup(): Message {
    return new Message(new Uint8Array(this.body), new Uint8Array(this.header), this.pipe);
  }

  /** Copies a borrowed body, so that the message may be kept. */
  own(): void {
    if (!this.borrowed) return;
    this.body = copy(this.body);
    this.borrowed = false;
  }

  /** Header and body as one new array, as a peer in the same process receives them. */
  merged(): Uint8Array {
    const bytes = allocate(this.size);
    bytes.set(this.header);
    bytes.set(this.body, this.header.length);
    return bytes;
  }
}

/** Turns what an application passed to `send` into a message; `ERR_SP_BAD_VALUE` for anything but a payload. */
export function toMessage(payload: Payload): Message {
  if (payload instanceof Message) return payload;
  if (typeof payload === 'string') return new Message(encodeText(payload));
  if ((payload as unknown) instanceof Uint8Array) {
    const message = new Message(payload);
    message.borrowed = true;
    return message;
  }
  throw new SpError('ERR_SP_BAD_VALUE', `a payload is a string, a Uint8Array or a Message, not ${describe(payload)}`);
}

const describe = (value: unknown): string => (value === null ? 'null' : typeof value);
