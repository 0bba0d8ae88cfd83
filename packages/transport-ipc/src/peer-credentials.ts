import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

type GetSocketOption = (fd: number, level: number, name: number, value: Int32Array, length: number[]) => number;

/** The part of koffi that is used here. */
interface Koffi {
  load(library: null): { func(declaration: string): GetSocketOption };
}

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

/** `struct ucred` of Linux: pid, uid, gid, each an int32. */
const fields: readonly string[] = ['peerPid', 'peerUid', 'peerGid'];

let getsockopt: GetSocketOption | null | undefined;

/** koffi is optional, and loaded when somebody asks for a credential. */
function load(): GetSocketOption | null {
  if (process.platform !== 'linux') return null;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    return koffi.load(null).func('int getsockopt(int, int, int, _Out_ void *, _Inout_ uint32_t *)');
  } catch {
    return null;
  }
}

/**
 * The properties `peerPid`, `peerUid` and `peerGid` of a connection, undefined where they can't be known. The first one
 * has to be asked while the connection is open; all are known from then on.
 */
export function peerCredential(socket: Socket): (name: string) => number | undefined {
  let known: Int32Array | undefined;
  return (name) => {
    const at = fields.indexOf(name);
    if (at < 0) return undefined;
    known ??= read(socket);
    // Ids are unsigned.
    return known === undefined ? undefined : (known[at] as number) >>> 0;
  };
}

function read(socket: Socket): Int32Array | undefined {
  getsockopt ??= load();
  const fd = (socket as { readonly _handle?: { readonly fd?: number } | null })._handle?.fd;
  if (!getsockopt || fd === undefined || fd < 0) return undefined;
  const credentials = new Int32Array(fields.length);
  return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, [credentials.byteLength]) === 0 ? credentials : undefined;
}
