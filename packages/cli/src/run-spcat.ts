import { readFileSync } from 'node:fs';
import { addAbortSignal, type Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { nodeTransports } from '@sp/node';
import { parseArguments } from './arguments.ts';
import { connect } from './connections.ts';
import { exitStatus, Failure, fileError } from './failure.ts';
import { helpText } from './help-text.ts';
import { BrokenPipe, Output } from './output.ts';
import { pause } from './pause.ts';
import type { Opened, Pattern } from './patterns.ts';
import { newSettings, standardInput, type Settings } from './settings.ts';
import { tlsConfigs } from './tls-files.ts';

/** The world around a run. */
export interface SpcatStreams {
  readonly stdin: Readable;
  /** Takes messages, and the texts of `--help` and `--version`. */
  readonly stdout: Writable;
  /** Takes error messages, and with `--verbose` lines about connections. */
  readonly stderr: Writable;
  /** Ends the run when aborted: the sockets close and the status is 0. */
  readonly signal?: AbortSignal;
}

/** After something was sent: how long to stay at least, and how long to wait at most for it to leave, in milliseconds. */
const farewell = { least: 20, most: 1_000 };

/**
 * Runs the command and resolves to its exit status.
 * @param args - the arguments, without the name of the program
 */
export async function runSpcat(args: readonly string[], streams: SpcatStreams): Promise<number> {
  const settings = newSettings();
  const errors = new Output(streams.stderr);
  try {
    const pattern = parseArguments(args, settings);
    if (pattern === undefined) await new Output(streams.stdout).write(textToShow(settings));
    else await run(pattern, settings, streams, errors);
    return exitStatus.ok;
  } catch (error) {
    if (error instanceof BrokenPipe || streams.signal?.aborted === true) return exitStatus.ok;
    if (!(error instanceof Failure)) throw error;
    // Where error messages cannot be written either, the status has to do.
    if (settings.verbosity >= 0) await errors.write(`spcat: ${error.message}\n`).catch(() => undefined);
    return error.status;
  }
}

async function run(pattern: Pattern, settings: Settings, streams: SpcatStreams, errors: Output): Promise<void> {
  const { stdin, stdout, signal } = streams;
  const tls = tlsConfigs(settings);
  const data = settings.data === standardInput ? await contents(stdin, signal) : settings.data;
  signal?.throwIfAborted();
  const { socket, converse } = open(pattern, settings);
  try {
    await connect(socket, settings, tls, teller(settings, errors), signal);
    await pause(settings.delay, signal);
    const sent = await converse({ settings, data, output: new Output(stdout), signal });
    if (sent) await pause(farewell.least, signal);
    await socket.close();
  } catch (error) {
    socket.configure({ linger: 0 });
    if (!socket.closed) await socket.close();
    throw error;
  }
}

function open(pattern: Pattern, { maxRecvSize, subscribe }: Settings): Opened {
  return pattern.open(nodeTransports(), {
    options: {
      linger: farewell.most - farewell.least,
      ...(maxRecvSize === undefined ? {} : { maxRecvSize: maxRecvSize === 0 ? Infinity : maxRecvSize }),
    },
    // Whoever does not choose gets everything.
    topics: subscribe.length === 0 ? [''] : subscribe,
  });
}

const teller =
  ({ verbosity }: Settings, errors: Output) =>
  (line: string): void => {
    // Nobody waits for these lines, so nobody minds when they cannot be written.
    if (verbosity > 0) errors.write(`${line}\n`).catch(() => undefined);
  };

async function contents(stdin: Readable, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return await buffer(signal === undefined ? stdin : addAbortSignal(signal, stdin));
  } catch (error) {
    throw fileError('cannot read standard input', error);
  }
}

function textToShow({ show }: Settings): string {
  if (show === 'help') return helpText();
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return `${(JSON.parse(manifest) as { version: string }).version}\n`;
}
