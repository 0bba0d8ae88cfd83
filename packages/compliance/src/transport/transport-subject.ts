import type { ListeningTransport } from '@sp/core/transport';

/**
 * What a transport says of itself, beyond carrying messages between a dialer and a listener.
 *
 * - `exclusive` one listener per address: a second one gets ERR_SP_ADDR_IN_USE
 * - `refuses` dialing where nobody listens gives ERR_SP_CONN_REFUSED
 * - `maxRecvSize` it has the option of that name on both sides
 * - `mirrored` each end's `localAddress` is the other's `remoteAddress`
 * - `backPressure` a receiver that pauses stops its sender in the end
 * - `flushes` `end` delivers everything that `send` took
 * - `introduces` the listener learns the protocol of a dialer, and refuses a wrong one by it
 */
export type TransportClaim =
  'exclusive' | 'refuses' | 'maxRecvSize' | 'mirrored' | 'backPressure' | 'flushes' | 'introduces';

/** All claims: what an ordinary reliable transport has. */
export const transportClaims: readonly TransportClaim[] = [
  'exclusive',
  'refuses',
  'maxRecvSize',
  'mirrored',
  'backPressure',
  'flushes',
  'introduces',
];

/** A transport to be examined. */
export interface TransportSubject<DialOptions extends object = object, ListenOptions extends object = object> {
  readonly transport: ListeningTransport<string, unknown, DialOptions, ListenOptions>;
  /** An address to listen at that nobody uses; a new one each time. */
  listenAddress(): string;
  /** A well-formed address where nobody listens. */
  unusedAddress(): string;
  readonly claims: readonly TransportClaim[];
  /** Options without which it can't dial, such as certificates. */
  readonly dialOptions?: Partial<DialOptions>;
  /** Options without which it can't listen. */
  readonly listenOptions?: Partial<ListenOptions>;
  /** Longest time to wait for something that has to happen, in milliseconds. Default 5000. */
  readonly patience?: number;
  /** How long to watch for something that must not happen, in milliseconds. Default 30. */
  readonly quiet?: number;
}
