import type { Socket } from 'node:net';
import type { StreamPipeFacts } from '@sp/core/stream';
import { peerCredential } from './peer-credentials.ts';

/** The byte before each length, in-band message, the only type that there is (SP RFC draft for the IPC mapping). */
const IN_BAND = 1;

/** What the pipe of a connection tells about it. The dialer's end has no name, so that of its address is ''. */
export const factsOf = (
  socket: Socket,
  localAddress: string,
  remoteAddress: string,
  maxRecvSize: number,
): StreamPipeFacts => ({
  localAddress,
  remoteAddress,
  maxRecvSize,
  prefixByte: IN_BAND,
  property: peerCredential(socket),
});
