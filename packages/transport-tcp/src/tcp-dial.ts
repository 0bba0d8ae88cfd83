import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dialStream, setUpTcp } from '@sp/core/stream';
import { connectPlace, type DialRequest, type TcpOptions, type TransportPipe } from '@sp/core/transport';
import type { TcpAddress } from './tcp-address.ts';

/** Connects and shakes hands. */
export const dialTcp = (request: DialRequest<TcpAddress, TcpOptions>): Promise<TransportPipe> =>
  dialStream(request, {
    open: (connected) => connect(connectPlace(request.address, networkInterfaces), connected),
    setUp: (socket) => setUpTcp(socket, request.options),
  });
