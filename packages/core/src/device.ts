import { newAbortController } from './host.ts';
import type { ProtocolInfo } from './protocol-info.ts';
import { closedError, SpError } from './sp-error.ts';
import type { CallOptions } from './socket/call-options.ts';
import type { Message, Payload } from './message.ts';

/** What a device needs of a socket: it is raw, it has a number, and messages go in and out with their headers. */
export interface Forwards<Self extends number = number, Peer extends number = number> {
  readonly raw: true;
  readonly info: ProtocolInfo<Self, Peer>;
  send?(message: Payload, call?: CallOptions): Promise<void>;
  recv?(call?: CallOptions): Promise<Message>;
}

/** A running device. */
export interface Device {
  /** Resolves when both directions have ended: by `close`, or each by its first error. Never rejects. */
  readonly done: Promise<void>;
  /** Messages that one socket had received when the other could no longer send them. */
  readonly dropped: number;
  /** Stops forwarding. The sockets stay open. Does nothing the second time. */
  close(): void;
}

/**
 * Forwards messages between two raw sockets, both ways, headers untouched, until a socket closes or fails.
 *
 * With one socket alone it is a reflector, for protocols that are their own peer. The sockets stay the caller's: they
 * are not closed, and must not be used otherwise meanwhile.
 * @throws ERR_SP_CLOSED without any socket, ERR_SP_BAD_PROTO where the two do not pair up, ERR_SP_NOT_RAW
 */
export function device<Self extends number>(only: Forwards<Self, NoInfer<Self>>): Device;
export function device<Self extends number, Peer extends number>(
  front: Forwards<Self, Peer> | undefined,
  back: Forwards<NoInfer<Peer>, NoInfer<Self>> | undefined,
): Device;
export function device(front: Forwards | undefined, back?: Forwards): Device {
  const one = front ?? back;
  const other = back ?? front;
  if (!one || !other) throw closedError('device');
  if (one.info.self !== other.info.peer || other.info.self !== one.info.peer) {
    throw new SpError('ERR_SP_BAD_PROTO', `${one.info.selfName} and ${other.info.selfName} do not face each other`);
  }
  for (const socket of [one, other]) {
    if ((socket.raw as unknown) !== true) throw new SpError('ERR_SP_NOT_RAW', `${socket.info.selfName} is cooked`);
  }
  return new ForwardingDevice(one, other);
}

class ForwardingDevice implements Device {
  readonly done: Promise<void>;
  dropped = 0;
  readonly #stop = newAbortController();

  constructor(one: Forwards, other: Forwards) {
    const loops = [this.#forward(one, other)];
    if (one !== other) loops.push(this.#forward(other, one));
    this.done = Promise.all(loops).then(() => undefined);
  }

  close(): void {
    this.#stop.abort();
  }

  async #forward(from: Forwards, to: Forwards): Promise<void> {
    const call = { signal: this.#stop.signal };
    let inHand = false;
    try {
      for (;;) {
        const message = await from.recv?.(call);
        if (message === undefined) return;
        inHand = true;
        await to.send?.(message, call);
        inHand = false;
      }
    } catch {
      if (inHand) this.dropped += 1;
      // A direction ends at its first error, such as a closed socket or a pattern that is one-way; the other goes on.
    }
  }
}
