import { transports, type Transports } from '@sp/core';
import { withClock } from '@sp/core/protocol';
import { SpError, type DialRequest, type ListeningTransport, type ListenRequest } from '@sp/core/transport';
import { ManualClock } from './manual-clock.ts';
import { MockDials } from './mock-dials.ts';
import { MockWire, type MockPipe } from './mock-pipe.ts';
import { settled } from './settle.ts';

/** An address of the mock transport. */
export type MockAddress = `mock://${string}`;

/** The transport of scheme `mock`: its peers are the hands of the test. */
export type MockTransport = ListeningTransport<'mock', string>;

/** What {@link MockNet.connect} needs of a socket. */
export interface MockTarget {
  listen(address: MockAddress): Promise<unknown>;
}

/** A transport without a network, and the peers at the other end of it. */
export class MockNet {
  readonly clock: ManualClock;
  /** What to make sockets with; they run by the manual clock. */
  readonly net: Transports<MockTransport>;
  readonly #listeners = new Map<string, ListenRequest<string, object>>();
  readonly #dials = new Map<string, MockDials>();
  readonly #homes = new WeakMap<MockTarget, MockAddress>();
  readonly #pipes: MockPipe[] = [];
  #targets = 0;

  constructor(clock: ManualClock) {
    this.clock = clock;
    this.net = withClock(transports(this.#transport()), clock);
  }

  /**
   * Connects a peer to whoever listens at an address; or to a socket, which then listens at an address of its own.
   * Resolves when the socket has taken or refused the connection.
   *
   * @param peer - the peer's protocol number, if not the one that the socket expects
   * @throws ERR_SP_CONN_REFUSED where nobody listens, ERR_SP_BAD_PROTO for a number that the socket doesn't expect
   */
  async connect(target: MockAddress | MockTarget, peer?: number): Promise<MockPipe> {
    const address = typeof target === 'string' ? target : await this.#home(target);
    const request = this.#listeners.get(address);
    if (request === undefined) throw new SpError('ERR_SP_CONN_REFUSED', `nobody listens at ${address}`);
    const number = peer ?? request.info.peer;
    if (number !== request.info.peer) {
      const error = new SpError('ERR_SP_BAD_PROTO', `the peer is ${number}, not ${request.info.peer}`);
      request.failed(error);
      throw error;
    }
    const wire = new MockWire(address, number);
    this.#pipes.push(wire.hands);
    request.accepted(wire);
    await settled();
    return wire.hands;
  }

  /**
   * Lets dials to an address succeed; without it they are refused.
   * @param peer - the peer's protocol number, if not the one that the dialing socket expects
   */
  acceptDials(address: MockAddress, peer?: number): MockDials {
    const dials = new MockDials(this.clock, peer);
    this.#dials.set(address, dials);
    return dials;
  }

  /** What sockets did against the transport contract, in words; a good test ends with none. */
  get violations(): string[] {
    const dialed = [...this.#dials.values()].flatMap(({ pipes }) => pipes);
    return [...this.#pipes, ...dialed].flatMap((pipe) => pipe.violations);
  }

  async #home(target: MockTarget): Promise<MockAddress> {
    const known = this.#homes.get(target);
    if (known !== undefined) return known;
    const address: MockAddress = `mock://target-${(this.#targets += 1)}`;
    this.#homes.set(target, address);
    await target.listen(address);
    return address;
  }

  #transport(): MockTransport {
    return {
      spi: 1,
      schemes: ['mock'],
      dialOptions: {},
      listenOptions: {},
      parse(url) {
        if (!url.startsWith('mock://')) throw new SpError('ERR_SP_BAD_TRAN', `${url} is not a mock:// address`);
        if (url === 'mock://') throw new SpError('ERR_SP_BAD_ADDR', 'a mock address needs a name');
        return url;
      },
      dial: (request) => this.#dial(request),
      listen: (request) => {
        const { address } = request;
        if (this.#listeners.has(address)) return Promise.reject(new SpError('ERR_SP_ADDR_IN_USE', address));
        this.#listeners.set(address, request);
        return Promise.resolve({ address, close: () => void this.#listeners.delete(address) });
      },
    };
  }

  #dial(request: DialRequest<string, object>): Promise<MockWire> {
    const dials = this.#dials.get(request.address);
    if (dials !== undefined) return dials.dial(request);
    return Promise.reject(new SpError('ERR_SP_CONN_REFUSED', `nobody accepts dials to ${request.address}`));
  }
}

/** Makes a mock transport on a manual clock: the tool for tests of protocols and sockets. */
export const mockNet = (clock: ManualClock = new ManualClock()): MockNet => new MockNet(clock);
