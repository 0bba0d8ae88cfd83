import { resolve } from 'node:path';
import { splitAddress, SpError } from '@sp/core/transport';

/** The scheme of an IPC address; `unix` is another name for `ipc`. */
export type IpcScheme = 'ipc' | 'unix' | 'abstract';

export const ipcSchemes: readonly IpcScheme[] = ['ipc', 'unix', 'abstract'];

/** A parsed IPC address. */
export interface IpcAddress {
  readonly scheme: IpcScheme;
  /** What the operating system is given: a path, a NUL and an abstract name, or the name of a Windows pipe. */
  readonly path: string;
  /** The socket file, as an absolute path; undefined where there is none. */
  readonly file: string | undefined;
  /** How an end of a connection is named: the absolute path, `@` and the abstract name, or the pipe. */
  readonly label: string;
}

/** Parses an address; ERR_SP_BAD_TRAN for a foreign scheme, ERR_SP_BAD_ADDR for all other mistakes. */
export function parseIpcAddress(url: string, platform: NodeJS.Platform = process.platform): IpcAddress {
  const { scheme, rest } = splitAddress(url, ipcSchemes);
  if (scheme === 'abstract') return abstractAddress(url, rest, platform);
  if (rest === '') throw bad(url, 'the path is empty');
  if (rest.includes('\0')) throw bad(url, 'a path has no NUL');
  if (platform === 'win32') return windowsAddress(url, scheme, rest);
  const longest = longestPath(platform);
  if (Buffer.byteLength(rest) > longest) throw bad(url, `the path of a socket has at most ${longest} bytes`);
  const file = resolve(rest);
  // An absolute path stays true when the working directory changes.
  return { scheme, path: Buffer.byteLength(file) > longest ? rest : file, file, label: file };
}

/** The size of `sun_path` without its terminator: what is longer would be cut off. */
export const longestPath = (platform: NodeJS.Platform): number => (platform === 'linux' ? 107 : 103);

function windowsAddress(url: string, scheme: IpcScheme, rest: string): IpcAddress {
  const path = `\\\\.\\pipe\\${rest}`;
  if (path.length > 256) throw bad(url, 'the name of a pipe has at most 256 characters');
  return { scheme, path, file: undefined, label: path };
}

function abstractAddress(url: string, rest: string, platform: NodeJS.Platform): IpcAddress {
  if (platform !== 'linux') throw bad(url, 'abstract names exist on Linux only');
  let name: string;
  try {
    name = decodeURIComponent(rest);
  } catch {
    throw bad(url, 'an escape is % and two hexadecimal digits, and all together are UTF-8');
  }
  if (name === '') throw bad(url, 'the name is empty, and Node.js can not have the system choose one');
  if (Buffer.byteLength(name) > longestPath(platform)) throw bad(url, 'an abstract name has at most 107 bytes');
  return { scheme: 'abstract', path: `\0${name}`, file: undefined, label: `@${name}` };
}

const bad = (url: string, why: string): SpError => new SpError('ERR_SP_BAD_ADDR', `${url}: ${why}`);
