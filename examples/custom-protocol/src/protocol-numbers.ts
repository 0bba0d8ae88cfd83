import type { ProtocolInfo } from '@sp/core/protocol';

// Twelve bits for the pattern and four for the side of it, in a range that no published protocol is in.
const ANNOUNCE = 0x7b00;
const FOLLOW = 0x7b01;

/** Who announces. */
export const announceInfo: ProtocolInfo<typeof ANNOUNCE, typeof FOLLOW> = {
  self: ANNOUNCE,
  peer: FOLLOW,
  selfName: 'announce',
  peerName: 'follow',
};

/** Who follows. */
export const followInfo: ProtocolInfo<typeof FOLLOW, typeof ANNOUNCE> = {
  self: FOLLOW,
  peer: ANNOUNCE,
  selfName: 'follow',
  peerName: 'announce',
};
