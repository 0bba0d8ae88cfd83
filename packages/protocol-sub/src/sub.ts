import type { AnyTransport, ContextBase, CoreOptions, OpensContexts, Receives, SocketBase, Transports } from '@sp/core';
import { closedError, Context, OptionSet, protocols, Socket, type ProtocolDefinition } from '@sp/core/protocol';
import type { SubExchange } from './sub-exchange.ts';
import { subOptions, type SubOptions, type SubscribeOption } from './sub-options.ts';
import { SubProtocol } from './sub-protocol.ts';
import { topicList, type Topic } from './topic.ts';

/** The verbs of whoever subscribes. */
export interface Subscribes {
  /**
   * Lets messages in that start with `topic`. Twice is the same as once.
   * @throws ERR_SP_BAD_VALUE for anything but a string or bytes, ERR_SP_CLOSED
   */
  subscribe(topic: Topic): void;
  /**
   * Takes a subscription back; messages that wait and match no other are dropped and counted.
   * @throws ERR_SP_BAD_VALUE where there is no such subscription, ERR_SP_CLOSED
   */
  unsubscribe(topic: Topic): void;
}

/** A subscriber of its own on a SUB socket: it starts without subscriptions, and gets its own copy of each message. */
export interface SubContext extends ContextBase<SubOptions>, Receives, Subscribes {}

/**
 * A SUB socket: receives what its PUB peers send, as far as it has subscribed to it. Without a subscription nothing comes.
 *
 * As a context it behaves like {@link SubContext}. `T` are the transports it was given.
 */
export interface Sub<T = AnyTransport>
  extends
    SocketBase<T, SubOptions, typeof protocols.sub>,
    Receives,
    Subscribes,
    OpensContexts<SubContext, SubOptions & SubscribeOption> {}

const definition: ProtocolDefinition<SubOptions, SubOptions> = {
  info: protocols.sub,
  raw: false,
  options: subOptions,
  contextOptions: subOptions,
  create: (host) => new SubProtocol(host),
};

class SubSocket extends Socket<SubProtocol> implements Subscribes {
  subscribe(topic: Topic): void {
    this.protocol.context.subscribe(topic);
  }

  unsubscribe(topic: Topic): void {
    this.protocol.context.unsubscribe(topic);
  }

  override openContext({ subscribe, ...options }: Partial<SubOptions & SubscribeOption> = {}): Subscriber {
    const topics = topicList(subscribe);
    if (this.closed) throw closedError('socket');
    const optionSet = new OptionSet<SubOptions>(subOptions, options, this.core.options);
    const exchange = this.protocol.openContext(optionSet.values);
    for (const topic of topics) exchange.subscribe(topic);
    return new Subscriber(this.core, exchange, optionSet);
  }
}

class Subscriber extends Context implements Subscribes {
  readonly #exchange: SubExchange;

  constructor(core: SubSocket['core'], exchange: SubExchange, optionSet: OptionSet<SubOptions>) {
    super(core, exchange, optionSet);
    this.#exchange = exchange;
  }

  subscribe(topic: Topic): void {
    this.#exchange.subscribe(topic);
  }

  unsubscribe(topic: Topic): void {
    this.#exchange.unsubscribe(topic);
  }
}

/**
 * Makes a SUB socket.
 * @param net - the transports to reach peers with
 * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
 */
export function createSub<T extends AnyTransport>(
  net: Transports<T>,
  { subscribe, ...options }: Partial<SubOptions & SubscribeOption & CoreOptions> = {},
): Sub<T> {
  const topics = topicList(subscribe);
  const socket = new SubSocket(net, definition, options);
  for (const topic of topics) socket.subscribe(topic);
  return socket as unknown as Sub<T>;
}
