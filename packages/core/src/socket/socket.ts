import type { ProtocolInfo } from '../protocol-info.ts';
import { OptionSet } from '../option-table.ts';
import type { PipeHook } from '../pipe.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { closedError, SpError } from '../sp-error.ts';
import { snapshot } from '../stats/socket-stats.ts';
import type { StatNode } from '../stats/stat-node.ts';
import type { Transports } from '../transport/transports.ts';
import type { CallOptions } from './call-options.ts';
import { Context } from './context.ts';
import { inheritedOptions } from './core-options.ts';
import { SocketDialer } from './dialer.ts';
import { SocketListener } from './listener.ts';
import { SocketCore, type AnyDefinition, type CloseReport } from './socket-core.ts';

/** What `dial` takes besides options: how to give up waiting. */
const splitCall = (options: CallOptions & object = {}): [CallOptions, object] => {
  const { signal, timeout, ...rest } = options;
  return [{ signal, timeout }, rest];
};

/**
 * A socket: its default context, and the endpoints, pipes and statistics around it.
 *
 * Protocol packages extend it with the verbs of their pattern, and publish it under an interface without the verbs that
 * the pattern lacks. At run time those raise ERR_SP_PROTO_OP.
 */
export class Socket<P extends Protocol = Protocol> extends Context {
  protected readonly protocol: P;

  /**
   * @param net - the transports to reach peers with
   * @throws ERR_SP_BAD_OPTION, ERR_SP_BAD_VALUE for a mistake in `options`
   */
  constructor(net: Transports, definition: AnyDefinition, options?: object) {
    const core = new SocketCore(net, definition, options);
    super(core, core.protocol.context, core.optionSet);
    this.protocol = core.protocol as P;
  }

  get id(): number {
    return this.core.id;
  }

  get info(): ProtocolInfo {
    return this.core.definition.info;
  }

  get raw(): boolean {
    return this.core.definition.raw;
  }

  get closed(): boolean {
    return this.core.closed;
  }

  newDialer(address: string, options: object = {}): SocketDialer {
    const dialer = new SocketDialer(this.core, address, this.core.net.resolve(address, 'dial'), options);
    if (this.core.closed) throw closedError('socket');
    this.core.dialers.add(dialer);
    return dialer;
  }

  async dial(address: string, options?: CallOptions & object): Promise<SocketDialer> {
    const [call, rest] = splitCall(options);
    const dialer = this.newDialer(address, rest);
    try {
      await dialer.dial(call);
    } catch (error) {
      dialer.stop();
      throw error;
    }
    return dialer;
  }

  newListener(address: string, options: object = {}): SocketListener {
    const target = this.core.net.resolve(address, 'listen');
    if (!('listen' in target.transport))
      throw new SpError('ERR_SP_BAD_TRAN', `${address}: this transport can only dial`);
    const listener = new SocketListener(this.core, address, target, options);
    if (this.core.closed) throw closedError('socket');
    this.core.listeners.add(listener);
    return listener;
  }

  async listen(address: string, options?: object): Promise<SocketListener> {
    const listener = this.newListener(address, options);
    try {
      await listener.listen();
    } catch (error) {
      listener.stop();
      throw error;
    }
    return listener;
  }

  override configure(options: object): void {
    const names = this.optionSet.configure(options);
    for (const name of names) this.protocol.changed?.(name);
    const handedDown = names.filter((name) => inheritedOptions.includes(name));
    if (handedDown.length === 0) return;
    for (const endpoint of [...this.core.dialers, ...this.core.listeners]) {
      for (const name of handedDown) {
        // An endpoint whose transport does not know the option, or refuses the value, goes on as it was.
        if (endpoint.optionSet.accepts(name, this.getOption(name)))
          endpoint.configure({ [name]: this.getOption(name) });
      }
    }
  }

  openContext(options?: object): Context {
    const { contextOptions } = this.core.definition;
    if (this.protocol.openContext === undefined || contextOptions === undefined) {
      throw new SpError('ERR_SP_PROTO_OP', `${this.info.selfName} has no contexts`);
    }
    if (this.core.closed) throw closedError('socket');
    const optionSet = new OptionSet<object>(contextOptions, options, this.core.options);
    return new Context(this.core, this.protocol.openContext(optionSet.values), optionSet);
  }

  setPipeHook(hook: PipeHook | undefined): PipeHook | undefined {
    const previous = this.core.hook;
    this.core.hook = hook;
    return previous;
  }

  stats(): StatNode {
    return snapshot(this.core);
  }

  ref(): this {
    this.core.keepAlive.want(true);
    return this;
  }

  unref(): this {
    this.core.keepAlive.want(false);
    return this;
  }

  override close(): Promise<CloseReport> {
    return this.core.closed ? Promise.reject(closedError('socket')) : this.core.close();
  }

  override [Symbol.dispose](): void {
    if (!this.core.closed) void this.core.close();
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (!this.core.closed) await this.core.close();
  }
}
