import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ProtocolName } from './scenarios.ts';

/** Which end of a connection a program is. */
export type End = 'listen' | 'dial';

/** A command line program of another implementation, as data. */
export interface Tool {
  readonly name: string;
  /** The implementation behind it. */
  readonly of: string;
  /** The options that choose a protocol, of those that it has. */
  readonly protocols: Readonly<Partial<Record<ProtocolName, string>>>;
  /** The transports that it has, as addresses begin with them. */
  readonly transports: readonly string[];
  readonly listen: string;
  readonly dial: string;
  /** Makes it send again and again, as often as it can be told to. */
  readonly repeatedly: readonly string[];
  /** What it says where that ends it by mistake, which has nothing to do with us: it is started again then. */
  readonly stumbles: RegExp | undefined;
  /** True where its PUSH may end before its message has left. */
  readonly hasty: boolean;
  /** Lets it take messages of any size, if it can. */
  readonly unlimited: readonly string[] | undefined;
  /** Longest message that it accepts without that, header included, in bytes. */
  readonly receiveLimit: number;
  /** Prints the version, if it can. */
  readonly version: readonly string[] | undefined;
}

const mebibyte = 1_048_576;

/** The protocols that every program has, by the same names. */
const common = {
  push: '--push',
  pull: '--pull',
  pub: '--pub',
  sub: '--sub',
  req: '--req',
  rep: '--rep',
  surveyor: '--surveyor',
  respondent: '--respondent',
  bus: '--bus',
  pair: '--pair',
} as const;

/** Every tool that is looked for. */
export const tools: readonly Tool[] = [
  {
    name: 'nngcat',
    of: 'NNG',
    // Its `--pair` is documented, but refused.
    protocols: { ...common, pair: '--pair0', pair1: '--pair1' },
    transports: ['tcp', 'ipc', 'ws', 'tls+tcp', 'wss'],
    repeatedly: ['--interval', '1'],
    // A message came at the very end of an interval: what is left of that is negative.
    stumbles: /Cannot set recv timeout/,
    hasty: false,
    listen: '--listen',
    dial: '--dial',
    unlimited: ['--recv-maxsz', '0'],
    receiveLimit: Infinity,
    version: ['--version'],
  },
  {
    name: 'nanocat',
    of: 'nanomsg',
    protocols: common,
    transports: ['tcp', 'ipc', 'ws'],
    repeatedly: ['--interval', '0.2'],
    stumbles: undefined,
    hasty: true,
    listen: '--bind',
    dial: '--connect',
    unlimited: undefined,
    receiveLimit: mebibyte,
    version: undefined,
  },
  {
    name: 'macat',
    of: 'mangos',
    protocols: { ...common, star: '--star' },
    transports: ['tcp', 'ipc', 'ws', 'tls+tcp', 'wss'],
    repeatedly: ['--send-interval', '200ms'],
    stumbles: undefined,
    hasty: true,
    listen: '--bind',
    dial: '--connect',
    unlimited: undefined,
    receiveLimit: mebibyte,
    version: undefined,
  },
];

/** A tool that is installed. */
export interface Peer extends Tool {
  readonly path: string;
  /** Empty where the tool does not tell. */
  readonly versionText: string;
}

/** Finds a tool on the search path, in `.peers/bin` of the repository, or where Go installs programs. */
export function findPeer(tool: Tool): Peer | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(import.meta.dirname, '../.peers/bin')];
  const path = [...folders, ...goFolders()].map((folder) => join(folder, tool.name)).find(isProgram);
  if (path === undefined) return undefined;
  const version = tool.version === undefined ? '' : spawnSync(path, tool.version, { encoding: 'utf8' }).stdout;
  return { ...tool, path, versionText: version.trim() };
}

function goFolders(): string[] {
  try {
    const gopath = execFileSync('go', ['env', 'GOPATH'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return gopath
      .trim()
      .split(delimiter)
      .map((folder) => join(folder, 'bin'));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
