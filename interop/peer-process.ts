import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';

/** How a process ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
}

const running = new Set<PeerProcess>();

/** Another program that takes part: what it prints, how it ends. */
export class PeerProcess {
  readonly command: string;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #stdout: Buffer[] = [];
  #length = 0;
  #stderr = '';
  /** Called whenever something was printed and when the process has ended. */
  #changed = (): void => undefined;

  constructor(path: string, args: readonly string[]) {
    this.command = [basename(path), ...args].join(' ');
    this.#child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    this.#child.stdout.on('data', (bytes: Buffer) => {
      this.#stdout.push(bytes);
      this.#length += bytes.length;
      this.#changed();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#changed();
    });
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => (this.#stderr += error.message));
      this.#child.on('close', (status, signal) => {
        running.delete(this);
        this.#changed();
        resolve({ status, signal });
      });
    });
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** What it has printed, as soon as that is at least `length` bytes long; fails if it ends before that. */
  async printed(length: number): Promise<Buffer> {
    await this.#until(() => this.#length >= length, `printed ${length} bytes`);
    return this.stdout;
  }

  /** The first match in its standard error; fails if it ends before there is one. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    await this.#until(() => pattern.test(this.#stderr), `said ${String(pattern)}`);
    return pattern.exec(this.#stderr) as RegExpExecArray;
  }

  /** Waits for its end and demands a status. */
  async exits(status: number): Promise<Buffer> {
    const ended = await this.ended;
    if (ended.status !== status) throw new Error(`${this.command} ended with ${describe(ended)}, not status ${status}`);
    return this.stdout;
  }

  kill(): Promise<Ended> {
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  #until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#changed = () => {
        if (condition()) resolve();
      };
      this.#changed();
      void this.ended.then((ended) => {
        reject(new Error(`${this.command} ended with ${describe(ended)} before it ${what}`));
      });
    });
  }
}

const describe = ({ status, signal }: Ended): string => signal ?? `status ${String(status)}`;

/** Ends every process that still runs, for the end of this one. */
export const killAll = (): void => {
  for (const peer of running) void peer.kill();
};
