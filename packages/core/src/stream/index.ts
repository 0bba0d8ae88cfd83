/**
 * For authors of transports over byte streams: one call makes a pipe from anything that carries bytes both ways.
 *
 * @packageDocumentation
 */
export type { ByteDuplex } from './byte-duplex.ts';
export { bindServer, type StreamServer } from './bind-server.ts';
export { dialStream, type StreamDial } from './dial-stream.ts';
export { openStreamPipe, type StreamPipeInit } from './open-stream-pipe.ts';
export type { StreamPipeFacts } from './stream-pipe.ts';
export { MAX_PENDING_HANDSHAKES, StreamAcceptor, type StreamAcceptorRequest } from './stream-acceptor.ts';
export { setUpTcp, type TcpConnection } from './tcp-connection.ts';
export { checkHandshake, encodeHandshake, HANDSHAKE_SIZE } from './handshake.ts';
export { FrameReader } from './frame-reader.ts';
export { FrameWriter, type FrameWriterOwner } from './frame-writer.ts';
