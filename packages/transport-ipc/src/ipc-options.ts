import { maxRecvSize, type OptionSpec, type OptionTable } from '@sp/core/transport';

/** The options of dialing. */
export interface IpcDialOptions {
  /** Longest message to accept, protocol header included, in bytes; `Infinity` for any. The socket's by default. */
  maxRecvSize: number;
}

/** The options of listening. Those about the socket file have no effect where there is none. */
export interface IpcListenOptions extends IpcDialOptions {
  /** Permission bits of the socket file, 0 to 0o777. Without it the umask of the process decides. */
  chmod: number | undefined;
  /** User id of the owner of the socket file; by default that of the process. */
  owner: number | undefined;
  /** Group id of the socket file; by default that of the process. */
  group: number | undefined;
}

/** An integer that is left to the system unless given. */
const optional = (max: number, expects: string, doc: string): OptionSpec<number | undefined> => ({
  default: undefined,
  doc,
  expects,
  check: (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max,
});

/** The highest id; the one above means "leave it". */
const MAX_ID = 2 ** 32 - 2;

/** How the options of dialing are checked and what they default to. */
export const ipcDialOptions: OptionTable<IpcDialOptions> = { maxRecvSize };

/** How the options of listening are checked and what they default to. */
export const ipcListenOptions: OptionTable<IpcListenOptions> = {
  maxRecvSize,
  chmod: optional(
    0o777,
    'permission bits, 0 to 0o777',
    'Permission bits of the socket file; without it the umask of the process decides.',
  ),
  owner: optional(MAX_ID, 'a user id', 'User id of the owner of the socket file; by default that of the process.'),
  group: optional(MAX_ID, 'a group id', 'Group id of the socket file; by default that of the process.'),
};
