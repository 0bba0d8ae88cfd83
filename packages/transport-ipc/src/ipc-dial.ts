import { connect } from 'node:net';
import { dialStream } from '@sp/core/stream';
import { fromSystemError, SpError, type DialRequest, type TransportPipe } from '@sp/core/transport';
import { padsAbstractNames } from './abstract-names.ts';
import { longestPath, type IpcAddress } from './ipc-address.ts';
import { factsOf } from './ipc-connection.ts';
import type { IpcDialOptions } from './ipc-options.ts';

/** What else than a refusal says that no socket is at a path. */
const nothingThere: readonly unknown[] = ['ENOTSOCK', 'ENOTDIR'];

/** Connects and shakes hands. */
export async function dialIpc(request: DialRequest<IpcAddress, IpcDialOptions>): Promise<TransportPipe> {
  const { address, options } = request;
  try {
    return await dialStream(request, {
      open: (connected) => connect(address.path, connected),
      setUp: (socket) => factsOf(socket, '', address.label, options.maxRecvSize),
      explain: (error, detail) =>
        nothingThere.includes((error as NodeJS.ErrnoException).code)
          ? new SpError('ERR_SP_CONN_REFUSED', detail, { cause: error })
          : fromSystemError(error, detail),
    });
  } catch (error) {
    throw await withPaddingIn(error, address);
  }
}

/** A refusal at an abstract name that this runtime can't say as others do has to mention that. */
async function withPaddingIn(error: unknown, { path, scheme }: IpcAddress): Promise<unknown> {
  const refused = error instanceof SpError && error.code === 'ERR_SP_CONN_REFUSED';
  const exact = Buffer.byteLength(path) > longestPath('linux');
  if (!refused || scheme !== 'abstract' || exact || !(await padsAbstractNames())) return error;
  return new SpError(
    'ERR_SP_CONN_REFUSED',
    `${path.slice(1)}: this version of Node.js pads abstract names with NULs to 107 bytes, so a listener of another ` +
      'runtime is out of reach unless its name has that length',
    { cause: error.cause },
  );
}
