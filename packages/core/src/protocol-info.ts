/** The identity of a protocol, as handshakes compare it (SP RFC draft, protocol numbers). */
export interface ProtocolInfo<Self extends number = number, Peer extends number = number> {
  /** Our own 16-bit number. */
  readonly self: Self;
  /** The only number that a peer may have. */
  readonly peer: Peer;
  /** Our own name, as in `req`. */
  readonly selfName: string;
  /** The peer's name, as in `rep`. */
  readonly peerName: string;
}
