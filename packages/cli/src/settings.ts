import type { OutputFormat } from './output-format.ts';
import type { Pattern } from './patterns.ts';

/** Stands for the contents of standard input, which are read when all arguments are known to be good. */
export const standardInput: unique symbol = Symbol('standard input');

/** What the arguments ask for. Durations are milliseconds. */
export interface Settings {
  /** Print this and end, whatever else was asked for. */
  show: 'help' | 'version' | undefined;
  pattern: Pattern | undefined;
  readonly listen: string[];
  readonly dial: string[];
  readonly subscribe: string[];
  /** The path of the file with our certificate. */
  certificate: string | undefined;
  /** The path of the file with its key, where that is another one. */
  key: string | undefined;
  /** Certificates of authorities, in PEM. */
  authorities: Buffer | undefined;
  /** Trust everybody. */
  insecure: boolean;
  data: Uint8Array | typeof standardInput | undefined;
  format: OutputFormat | undefined;
  /** How many sends, rounds or messages; 0 is no end. */
  count: number | undefined;
  interval: number | undefined;
  delay: number;
  /** 0 waits for ever. */
  recvTimeout: number;
  /** 0 waits for ever. */
  sendTimeout: number;
  /** In bytes; 0 is no limit, undefined the default of the sockets. */
  maxRecvSize: number | undefined;
  /** Go on while addresses are not reachable yet. */
  dialAsync: boolean;
  /** Refuse version 1 of PAIR. */
  pairIsVersion0: boolean;
  /** Above 0: tell of connections. Below 0: no error texts. */
  verbosity: number;
}

/** Settings as they are without any argument. */
export const newSettings = (): Settings => ({
  show: undefined,
  pattern: undefined,
  listen: [],
  dial: [],
  subscribe: [],
  certificate: undefined,
  key: undefined,
  authorities: undefined,
  insecure: false,
  data: undefined,
  format: undefined,
  count: undefined,
  interval: undefined,
  delay: 0,
  recvTimeout: 0,
  sendTimeout: 0,
  maxRecvSize: undefined,
  dialAsync: false,
  pairIsVersion0: false,
  verbosity: 0,
});
