import { isSpError, type CallOptions, type Receives, type Sends } from '@sp/node';
import { socketError } from './failure.ts';
import { formatMessage } from './output-format.ts';
import type { Output } from './output.ts';
import { pause } from './pause.ts';
import type { Settings } from './settings.ts';

type Sender = Pick<Sends, 'send'>;
type Receiver = Pick<Receives, 'recv'>;

/** The roles that a socket can have, and what it has to be able to do for them. */
export interface SocketOf {
  /** Sends again and again. */
  readonly send: Sender;
  /** Receives again and again. */
  readonly receive: Receiver;
  /** Sends, then receives what comes back. */
  readonly ask: Sender & Receiver;
  /** Receives, and sends something back where there is data. */
  readonly answer: Sender & Receiver;
  /** Asks where there is data, and only receives without. */
  readonly exchange: Sender & Receiver;
}

/** What a socket does over and over again. */
export type Role = keyof SocketOf;

/** What a conversation works with: what to send, and where to print. */
export interface ConversationParts {
  readonly settings: Settings;
  readonly data: Uint8Array | undefined;
  readonly output: Output;
  readonly signal: AbortSignal | undefined;
}

/**
 * Messages going to and fro on a connected socket, until there is no more to do.
 * @returns whether something was sent
 * @throws Failure, BrokenPipe, or the reason of the signal
 */
export type Conversation = (parts: ConversationParts) => Promise<boolean>;

/** The conversation of each role. */
export const conversations: {
  readonly [R in Role]: (socket: SocketOf[R], parts: ConversationParts) => Promise<boolean>;
} = {
  send: async (socket, parts) => {
    await rounds(parts, () => send(socket, parts));
    return true;
  },
  receive,
  ask,
  answer: async (socket, parts) => {
    const { settings, data } = parts;
    for (let round = 1; await receiveOne(socket, parts, Infinity); round += 1) {
      if (data !== undefined) await send(socket, parts);
      if (round === settings.count) break;
    }
    return data !== undefined;
  },
  exchange: (socket, parts) => (parts.data === undefined ? receive(socket, parts) : ask(socket, parts)),
};

async function receive(socket: Receiver, parts: ConversationParts): Promise<boolean> {
  for (let round = 1; await receiveOne(socket, parts, Infinity); round += 1) {
    if (round === parts.settings.count) break;
  }
  return false;
}

async function ask(socket: Sender & Receiver, parts: ConversationParts): Promise<boolean> {
  await rounds(parts, async (end) => {
    await send(socket, parts);
    while (await receiveOne(socket, parts, end));
  });
  return true;
}

/** Repeats something as often as the arguments say, and starts it as far apart. It gets to know when it has to be done. */
async function rounds({ settings, signal }: ConversationParts, once: (end: number) => Promise<unknown>): Promise<void> {
  const { interval } = settings;
  const last = settings.count ?? (interval === undefined ? 1 : 0);
  for (let round = 1; ; round += 1) {
    const end = interval === undefined || interval === 0 ? Infinity : performance.now() + interval;
    await once(end);
    if (round === last) return;
    if (end < Infinity) await pause(end - performance.now(), signal);
  }
}

const nothing = new Uint8Array(0);

async function send(socket: Sender, { settings, data = nothing, signal }: ConversationParts): Promise<void> {
  try {
    await socket.send(data, { signal, timeout: unlessZero(settings.sendTimeout) });
  } catch (error) {
    signal?.throwIfAborted();
    throw socketError('cannot send', error);
  }
}

/** Prints the next message; false when there is none in time, or when the protocol says that no more can come. */
async function receiveOne(
  socket: Receiver,
  { settings, output, signal }: ConversationParts,
  end: number,
): Promise<boolean> {
  const timeout = Math.min(end - performance.now(), unlessZero(settings.recvTimeout));
  if (timeout <= 0) return false;
  const call: CallOptions = { signal, timeout };
  const message = await socket.recv(call).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (isSpError(error, 'ERR_SP_RECV_TIMEOUT') || isSpError(error, 'ERR_SP_PROTO_STATE')) return undefined;
    throw socketError('cannot receive', error);
  });
  if (message === undefined) return false;
  await output.write(formatMessage(settings.format ?? 'no', message.body));
  return true;
}

const unlessZero = (time: number): number => (time === 0 ? Infinity : time);
