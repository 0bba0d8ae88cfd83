import type { ProtocolInfo } from '../protocol-info.ts';

const pairing = <Self extends number, Peer extends number>(
  self: Self,
  peer: Peer,
  selfName: string,
  peerName: string,
): ProtocolInfo<Self, Peer> => ({ self, peer, selfName, peerName });

/** Numbers and names of all protocols (SP RFC draft, protocol numbers); raw sockets share them. */
export const protocols: {
  readonly pair: ProtocolInfo<0x10, 0x10>;
  readonly pair1: ProtocolInfo<0x11, 0x11>;
  readonly pub: ProtocolInfo<0x20, 0x21>;
  readonly sub: ProtocolInfo<0x21, 0x20>;
  readonly req: ProtocolInfo<0x30, 0x31>;
  readonly rep: ProtocolInfo<0x31, 0x30>;
  readonly push: ProtocolInfo<0x50, 0x51>;
  readonly pull: ProtocolInfo<0x51, 0x50>;
  readonly surveyor: ProtocolInfo<0x62, 0x63>;
  readonly respondent: ProtocolInfo<0x63, 0x62>;
  readonly bus: ProtocolInfo<0x70, 0x70>;
  readonly star: ProtocolInfo<0x640, 0x640>;
} = {
  pair: pairing(0x10, 0x10, 'pair', 'pair'),
  pair1: pairing(0x11, 0x11, 'pair1', 'pair1'),
  pub: pairing(0x20, 0x21, 'pub', 'sub'),
  sub: pairing(0x21, 0x20, 'sub', 'pub'),
  req: pairing(0x30, 0x31, 'req', 'rep'),
  rep: pairing(0x31, 0x30, 'rep', 'req'),
  push: pairing(0x50, 0x51, 'push', 'pull'),
  pull: pairing(0x51, 0x50, 'pull', 'push'),
  surveyor: pairing(0x62, 0x63, 'surveyor', 'respondent'),
  respondent: pairing(0x63, 0x62, 'respondent', 'surveyor'),
  bus: pairing(0x70, 0x70, 'bus', 'bus'),
  star: pairing(0x640, 0x640, 'star', 'star'),
};
