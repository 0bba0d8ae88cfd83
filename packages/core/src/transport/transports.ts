import { systemClock, type Clock } from '../clock.ts';
import { SpError } from '../sp-error.ts';
import { SPI_VERSION, type ListeningTransport, type Transport } from './transport.ts';

/** Any transport, whatever its addresses and options. */
// Method parameters are bivariant, so a transport with narrower requests still fits. The second part is what lets a
// socket of unnamed transports listen.
export type AnyTransport = Transport | ListeningTransport;

/** The addresses of a transport, as a type: `tcp://...`. */
export type AddressOf<T> = T extends { readonly schemes: readonly (infer Scheme extends string)[] }
  ? `${Scheme}://${string}`
  : never;

/** The addresses of the same scheme, as a type: what a listener is bound to keeps the scheme that it was given. */
export type SameScheme<A extends string> = A extends `${infer Scheme}://${string}` ? `${Scheme}://${string}` : string;

/** Those transports among `T` that can listen. */
export type Listening<T> = T extends { listen(request: never): unknown } ? T : never;

/** The transports among `T` that an address of type `A` may belong to. */
export type TransportOf<T, A extends string> = T extends unknown ? (A extends AddressOf<T> ? T : never) : never;

/** The options that `dial` takes for a transport. */
export type DialOptionsOf<T> = T extends Transport<string, unknown, infer Options> ? Options : object;

/** The options that `listen` takes for a transport. */
export type ListenOptionsOf<T> =
  T extends ListeningTransport<string, unknown, object, infer Options> ? Options : object;

/** An address with the transport that serves it. */
export interface Resolved {
  readonly transport: AnyTransport;
  /** What the transport made of the address. */
  readonly address: unknown;
}

/** A set of transports: what a socket can reach. A value, not a registry: two sets do not know of each other. */
export interface Transports<T = AnyTransport> {
  /** The transports themselves, for making a larger set. */
  readonly all: readonly T[];
  readonly schemes: readonly string[];
  /** The clock that sockets on this set run by. */
  readonly clock: Clock;
  /** Tells whether an address is well-formed for one of these transports, and narrows its type. */
  accepts(address: string): address is AddressOf<T>;
  /**
   * Returns the address with its type narrowed.
   * @throws ERR_SP_BAD_TRAN for an unknown scheme, ERR_SP_BAD_ADDR for a malformed rest
   */
  parse(address: string): AddressOf<T>;
  /** Finds the transport of an address and lets it parse the rest; errors as `parse`. */
  resolve(address: string, role: 'dial' | 'listen'): Resolved;
}

class TransportSet<T extends AnyTransport> implements Transports<T> {
  readonly all: readonly T[];
  readonly clock: Clock;
  readonly #byScheme = new Map<string, AnyTransport>();

  constructor(all: readonly T[], clock: Clock) {
    this.all = all;
    this.clock = clock;
    for (const transport of all) {
      if ((transport.spi as number) !== SPI_VERSION) {
        throw new SpError(
          'ERR_SP_BAD_SPI',
          `transport ${transport.schemes.join(', ')} has interface ${String(transport.spi)}, this core has ${SPI_VERSION}`,
        );
      }
      for (const scheme of transport.schemes) {
        if (this.#byScheme.has(scheme)) throw new SpError('ERR_SP_BAD_TRAN', `two transports serve ${scheme}://`);
        this.#byScheme.set(scheme, transport);
      }
    }
  }

  get schemes(): readonly string[] {
    return [...this.#byScheme.keys()];
  }

  accepts(address: string): address is AddressOf<T> {
    try {
      this.parse(address);
      return true;
    } catch {
      return false;
    }
  }

  parse(address: string): AddressOf<T> {
    try {
      this.resolve(address, 'dial');
    } catch (error) {
      // Some addresses suit one role only, such as a wildcard host.
      const { transport } = this.#find(address);
      if (!('listen' in transport)) throw error;
      this.resolve(address, 'listen');
    }
    return address as AddressOf<T>;
  }

  resolve(address: string, role: 'dial' | 'listen'): Resolved {
    const { transport } = this.#find(address);
    return { transport, address: transport.parse(address, role) };
  }

  #find(address: string): { transport: AnyTransport } {
    const at = typeof address === 'string' ? address.indexOf('://') : -1;
    if (at < 0) throw new SpError('ERR_SP_BAD_TRAN', `${address} does not read scheme://...`);
    const transport = this.#byScheme.get(address.slice(0, at));
    if (transport === undefined) {
      const known = this.schemes.map((scheme) => `${scheme}://`).join(', ');
      throw new SpError('ERR_SP_BAD_TRAN', `no transport given for ${address}; there is ${known || 'none'}`);
    }
    return { transport };
  }
}

/**
 * Makes a set of transports for sockets to use.
 * @throws ERR_SP_BAD_SPI for a transport made for another core, ERR_SP_BAD_TRAN where two serve one scheme
 */
export function transports<const T extends readonly AnyTransport[]>(...all: T): Transports<T[number]> {
  return new TransportSet<T[number]>(all, systemClock);
}

/** The same transports on another clock, for tests. */
export function withClock<T extends AnyTransport>(net: Transports<T>, clock: Clock): Transports<T> {
  return new TransportSet(net.all, clock);
}
