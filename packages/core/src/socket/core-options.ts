import { duration, flag, type OptionSpec, type OptionTable } from '../option-table.ts';
import type { Observer } from '../stats/observer.ts';
import { maxRecvSize } from '../transport/common-options.ts';

/** Options of a dialer, whatever its transport. */
export interface DialerOptions {
  /** Pause before connecting again, in milliseconds. Default 100. */
  reconnectTime: number;
  /** Longest pause that back-off grows to, in milliseconds; 0 keeps the pause constant. Default 0. */
  maxReconnectTime: number;
  /** Lets `dial` return at once and keeps trying in the background, the first attempt included. Default false. */
  dialAsync: boolean;
}

/** Options of every socket, whatever its protocol. */
export interface CoreOptions extends DialerOptions {
  /** Longest message to accept on connections made from now on, in bytes; `Infinity` is unlimited. Default 1 MiB. */
  maxRecvSize: number;
  /** How long `close` waits for queued messages to leave, in milliseconds. Default 1000. */
  linger: number;
  /** Is told of everything dropped, refused, lost or repeated, at most once a turn for each reason and pipe. */
  observer: Observer | undefined;
}

export const dialerOptions: OptionTable<DialerOptions> = {
  reconnectTime: duration(100, 'Pause before connecting again, in milliseconds.'),
  maxReconnectTime: duration(0, 'Longest pause that back-off grows to, in milliseconds; 0 keeps the pause constant.'),
  dialAsync: flag(false, 'Lets dial return at once and keeps trying in the background.'),
};

const observer: OptionSpec<Observer | undefined> = {
  default: undefined,
  expects: 'a function',
  doc: 'Is told of everything dropped, refused, lost or repeated.',
  check: (value) => typeof value === 'function',
};

export const coreOptions: OptionTable<CoreOptions> = {
  ...dialerOptions,
  maxRecvSize,
  linger: duration(1000, 'How long close waits for queued messages to leave, in milliseconds.'),
  observer,
};

/** The options that a socket hands down to its endpoints, new and existing ones. */
export const inheritedOptions: readonly string[] = [...Object.keys(dialerOptions), 'maxRecvSize'];
