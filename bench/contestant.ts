// The programs that are measured. All have the command line of peers/README.md.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { peers } from './peers/build.mjs';
import { ours, type Scenario } from './cases.ts';

export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  readonly version: string;
  /** Ours has to work; a peer may be missing. */
  readonly ours: boolean;
  /** Why it can't run here. */
  readonly skipped?: string;
}

const root = join(import.meta.dirname, '..');

const labels: Readonly<Record<string, string>> = {
  bare: 'bare node:net',
  raw: 'sp: raw',
  zmq: 'libzmq',
  zeromq: 'zeromq.js',
};

const oneByOne = 'sp: send, for await';
const inBursts = 'sp: trySend, batches';

/** How ours use a socket depends on what happens. */
const ways: Readonly<Record<Scenario, { readonly plain?: string; readonly lanes: string }>> = {
  reqrep: { plain: 'sp: send, recv', lanes: 'sp: request, serve' },
  stream: { plain: oneByOne, lanes: inBursts },
  fanout: { plain: oneByOne, lanes: inBursts },
  pipeline: { plain: oneByOne, lanes: inBursts },
  contexts: { plain: 'sp: contexts', lanes: 'sp: request' },
  'match-each': { lanes: 'sp: trySend, tryRecv' },
  'match-last': { lanes: 'sp: trySend, tryRecv' },
  'match-none': { lanes: 'sp: trySend, tryRecv' },
};

/** What a table calls a contestant. */
export const labelOf = (name: string, scenario: Scenario): string =>
  (name === 'plain' || name === 'lanes' ? ways[scenario][name] : labels[name]) ?? name;

/** Compiles our programs and the packages that they use; what is measured is what would be published. */
export const compileOurs = (): Contestant[] => {
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const arguments_ = [compiler, '-b', 'bench/tsconfig.build.json'];
  const { status } = spawnSync(process.execPath, arguments_, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('our own programs do not compile');
  return ours.map((name) => ({
    name,
    command: [process.execPath, join(import.meta.dirname, 'dist', `${name}.js`)],
    version: process.version,
    ours: true,
  }));
};

/** The floor and, unless told otherwise, the programs of other libraries. */
export const others = async (withPeers: boolean): Promise<Contestant[]> => {
  const all = (await peers()).map((peer) => ({ ...peer, ours: false }));
  return withPeers ? all : all.filter(({ name }) => name === 'bare');
};
