import { amount, deadline, flag, type OptionTable } from '@sp/core/protocol';

/** Options of a REQ socket, and of each of its contexts; what a context is not given it takes over from its socket. */
export interface ReqOptions {
  /** How long `recv` and `request` wait for the reply, in milliseconds; 0 tries once. Default `Infinity`. */
  recvDeadline: number;
  /** How long `send` waits for a peer to take the request, in milliseconds; 0 tries once. Default `Infinity`. */
  sendDeadline: number;
  /** Lets `send` succeed at once: the request waits for a peer without its caller, and is never dropped. Default false. */
  bestEffort: boolean;
  /**
   * How long to wait for the reply before the request is sent again, in milliseconds. Default 60,000.
   * With `Infinity` it is sent again only when the connection that carried it is lost; with 0 not even then: the request
   * is canceled.
   */
  retryTime: number;
  /** Fails calls with ERR_SP_NO_PEERS while no peer is connected. Default false. */
  failNoPeers: boolean;
}

/** The checks and defaults of {@link ReqOptions}. */
export const reqOptions: OptionTable<ReqOptions> = {
  recvDeadline: deadline('How long a receive waits for the reply, in milliseconds; 0 tries once.'),
  sendDeadline: deadline('How long a send waits for a peer to take the request, in milliseconds; 0 tries once.'),
  bestEffort: flag(false, 'Lets send succeed at once; the request waits for a peer without its caller.'),
  retryTime: amount(
    60_000,
    0,
    'a number of milliseconds',
    'How long to wait for the reply before the request is sent again; Infinity: only on loss of the pipe, 0: never.',
  ),
  failNoPeers: flag(false, 'Fails calls while no peer is connected.'),
};
