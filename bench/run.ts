// One run: two processes over loopback, or one process for inproc.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Case } from './cases.ts';

/** What one run measured. */
export interface Sample {
  readonly count: number;
  readonly seconds: number;
  /** Of a round trip, in microseconds. */
  readonly p50us?: number;
  readonly p99us?: number;
  /** Of all messages, what each of several receivers got. */
  readonly shares?: readonly number[];
}

const limitMilliseconds = 100_000;

/** Children that have not ended. None may outlive us. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program that has been started: its lines of output, and its end. */
class Program {
  readonly lines: string[] = [];
  readonly done: Promise<void>;
  readonly #child: ChildProcess;
  #firstLine!: () => void;
  readonly #hasLine = new Promise<void>((resolve) => (this.#firstLine = resolve));

  constructor([command = '', ...args]: readonly string[]) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMilliseconds });
    this.#child = child;
    running.add(child);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(line);
      this.#firstLine();
    });
    this.done = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => {
        running.delete(child);
        if (status === 0) resolve();
        else
          reject(new Error(`${args.join(' ')}: ${signal ?? `status ${status ?? '?'}`} ${errors.trim().slice(0, 400)}`));
      });
    });
    // Whoever waits for the end later still learns of a failure.
    this.done.catch(() => undefined);
  }

  /** Resolves at the first line of output; rejects if the program ends without one. */
  async started(): Promise<void> {
    const ended = this.done.then(() => {
      if (this.lines.length === 0) throw new Error('ended without a word');
    });
    await Promise.race([this.#hasLine, ended]);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** The last line, which is the result. */
  result(): Sample {
    const sample = JSON.parse(this.lines.at(-1) ?? '') as Partial<Sample>;
    if (!(typeof sample.count === 'number' && typeof sample.seconds === 'number' && sample.seconds > 0)) {
      throw new Error(`no result in ${JSON.stringify(this.lines)}`);
    }
    return sample as Sample;
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const pinned = ['taskset', '-c', '0'];

/** Runs one contestant once. Rejects where one of its processes fails. */
export const runOnce = async (what: Case, command: readonly string[], count: number): Promise<Sample> => {
  const { scenario, size, width, transport } = what;
  const program = what.pinned ? [...pinned, ...command] : command;
  const amount = [size, count, width].filter((value) => value !== undefined).map(String);
  if (transport === 'inproc') {
    const both = new Program([...program, 'inproc', scenario, ...amount]);
    await both.done;
    return both.result();
  }
  const address = `tcp://127.0.0.1:${await freePort()}`;
  const server = new Program([...program, 'serve', scenario, address, ...amount]);
  await server.started();
  const driver = new Program([...program, 'drive', scenario, address, ...amount]);
  try {
    await Promise.all([server.done, driver.done]);
  } finally {
    server.kill();
    driver.kill();
  }
  return (scenario === 'stream' ? server : driver).result();
};
