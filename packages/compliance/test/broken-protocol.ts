import type { ProtocolSubject } from '@sp/compliance';
import { Message, SpError, type CallOptions, type Payload } from '@sp/core';
import { deadline, Socket, type Context, type ProtocolPipe, type Waiter } from '@sp/core/protocol';
import { TinyProtocol, tinyContextOptions, tinyDefinition, tinyOptions, type TinyOptions } from './tiny-protocol.ts';
import { silentSubject, tinySubject, type SocketConstructor } from './tiny-subject.ts';

const sound = tinySubject();

/** The tiny protocol, run by another socket. */
const socket = (SocketClass: SocketConstructor): ProtocolSubject => tinySubject(tinyDefinition, SocketClass);

/** Another tiny protocol. */
const protocol = (ProtocolClass: typeof TinyProtocol): ProtocolSubject =>
  tinySubject({ ...tinyDefinition, create: (host) => new ProtocolClass(host) });

/** The tiny protocol with other options. */
const options = (table: object): ProtocolSubject =>
  tinySubject({ ...tinyDefinition, options: { ...tinyOptions, ...table } });

/** The tiny protocol with an option that takes any value. */
const careless = (name: keyof TinyOptions): ProtocolSubject =>
  options({ [name]: { ...tinyOptions[name], check: () => true } });

const MEBIBYTE = 1_048_576;

class LetsRawBeSet extends Socket {
  override configure(given: object): void {
    if (!('raw' in given)) super.configure(given);
  }
}

class KnowsAnyOption extends Socket {
  override getOption(name: string): unknown {
    return name in this.options ? super.getOption(name) : undefined;
  }
}

class ClosesContextsTwice extends Socket {
  override openContext(): Context {
    return Object.assign(super.openContext(), { close: () => undefined });
  }
}

class SendsWhenClosed extends Socket {
  override send(payload: Payload, call?: CallOptions): Promise<void> {
    return this.closed ? Promise.resolve() : super.send(payload, call);
  }
}

class ReceivesWhenClosed extends Socket {
  override recv(call?: CallOptions): Promise<Message> {
    return this.closed ? Promise.resolve(new Message('?')) : super.recv(call);
  }
}

class ClosesTwice extends Socket {
  override close(): ReturnType<Socket['close']> {
    return this.closed ? Promise.resolve({ dropped: 0 }) : super.close();
  }
}

class ListensWhenClosed extends Socket {
  override listen(address: string, given?: object): ReturnType<Socket['listen']> {
    return this.closed ? Promise.resolve(undefined as never) : super.listen(address, given);
  }
}

class ForgetsDials extends Socket {
  override dial(address: string, given?: object): ReturnType<Socket['dial']> {
    return super.dial(address, given).then(() => new Promise(() => undefined));
  }
}

class LeavesTimers extends Socket {
  override close(): ReturnType<Socket['close']> {
    this.core.clock.setTimer(() => undefined, 1e9, false);
    return super.close();
  }
}

class WaitsForEver extends Socket {
  override recv(call?: CallOptions): Promise<Message> {
    return super.recv({ ...call, timeout: Infinity });
  }

  override send(payload: Payload, call?: CallOptions): Promise<void> {
    return super.send(payload, { ...call, timeout: Infinity });
  }
}

class CountsNothing extends Socket {
  override stats(): ReturnType<Socket['stats']> {
    return { name: '', number: 0, children: [] } as never;
  }
}

class CancelsWithCode extends TinyProtocol {
  constructor(host: ConstructorParameters<typeof TinyProtocol>[0]) {
    super(host);
    const cancel = this.context.cancel.bind(this.context);
    this.context.cancel = (waiter: Waiter) => cancel(waiter, new SpError('ERR_SP_CANCELED'));
  }
}

class DropsEmpty extends TinyProtocol {
  constructor(host: ConstructorParameters<typeof TinyProtocol>[0]) {
    super(host);
    const trySend = this.context.trySend.bind(this.context);
    this.context.trySend = (message) => message.body.length === 0 || trySend(message);
  }

  override received(pipe: ProtocolPipe, message: Message): void {
    if (message.body.length > 0) super.received(pipe, message);
  }
}

class Truncates extends TinyProtocol {
  constructor(host: ConstructorParameters<typeof TinyProtocol>[0]) {
    super(host);
    const trySend = this.context.trySend.bind(this.context);
    this.context.trySend = (message) => trySend(new Message(message.body.slice(0, MEBIBYTE)));
  }

  override received(pipe: ProtocolPipe, message: Message): void {
    message.body = message.body.subarray(0, MEBIBYTE);
    super.received(pipe, message);
  }
}

class ForgetsPipe extends TinyProtocol {
  override received(pipe: ProtocolPipe, message: Message): void {
    message.pipe = undefined;
    super.received(pipe, message);
  }
}

class KeepsHeld extends TinyProtocol {
  override detach(pipe: ProtocolPipe): void {
    this.sending.detach(pipe);
  }
}

/** For each case, a protocol that has to fail it. */
export const brokenProtocols: Readonly<Record<string, ProtocolSubject>> = {
  'G-1': tinySubject({ ...tinyDefinition, info: { ...tinyDefinition.info, selfName: 'other' } }),
  'G-2': tinySubject({ ...tinyDefinition, raw: true }),
  'G-3': socket(LetsRawBeSet),
  'G-4': silentSubject(tinyDefinition, Socket),
  'G-5': socket(KnowsAnyOption),
  'G-6': options({ readQLen: { ...tinyOptions.readQLen, default: 1 } }),
  'G-7': careless('recvDeadline'),
  'G-8': careless('readQLen'),
  'G-9': careless('bestEffort'),
  'G-10': careless('ttl'),
  'G-11': options({ retryTime: deadline('Of another protocol.') }),
  'G-12': socket(SendsWhenClosed),
  'G-12-direction': { ...sound, sends: false },
  'G-13': socket(ReceivesWhenClosed),
  'G-13-direction': { ...sound, receives: false },
  'G-14': socket(ClosesTwice),
  'G-15': socket(ListensWhenClosed),
  'G-16': socket(ForgetsDials),
  'G-17': socket(WaitsForEver),
  'G-18': socket(WaitsForEver),
  'G-19': socket(WaitsForEver),
  'G-19-send': socket(WaitsForEver),
  'G-20': protocol(CancelsWithCode),
  'G-20-send': protocol(CancelsWithCode),
  'G-21': socket(CountsNothing),
  'G-22': protocol(DropsEmpty),
  'G-22-send': protocol(DropsEmpty),
  'G-23': protocol(Truncates),
  'G-23-send': protocol(Truncates),
  'G-24': protocol(ForgetsPipe),
  'G-25': socket(ClosesContextsTwice),
  'G-26': tinySubject({
    ...tinyDefinition,
    contextOptions: { ...tinyContextOptions, ttl: tinyOptions.ttl } as typeof tinyContextOptions,
  }),
  'G-27': socket(LeavesTimers),
  'G-28': protocol(KeepsHeld),
};
