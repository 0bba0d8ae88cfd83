import { parseDuration } from './durations.ts';
import { isOutputFormat, outputFormats, type OutputFormat } from './output-format.ts';

/** A kind of option value: how to read it and what to call it. */
export interface ValueKind<T> {
  /** Stands for the value in the help text. */
  readonly placeholder: string;
  /** What a good value is, in words that follow "expects". */
  readonly expects: string;
  /** True where `-x=VALUE` means `-xVALUE`; otherwise the equals sign is part of the value. */
  readonly dropsEquals: boolean;
  /** The value, or undefined for a bad one. */
  readonly parse: (text: string) => T | undefined;
}

const wholeNumber = (text: string, max: number): number | undefined => {
  const value = /^\d+$/.test(text) ? Number(text) : Infinity;
  return value <= max ? value : undefined;
};

/** Any text, the empty one included. */
export const text: ValueKind<string> = {
  placeholder: 'TEXT',
  expects: 'text',
  dropsEquals: false,
  parse: (value) => value,
};

/** The path of a file or of an ipc socket. */
export const path: ValueKind<string> = { ...text, placeholder: 'PATH' };

/** The path of a file that has to be one. */
export const file: ValueKind<string> = { ...text, placeholder: 'FILE' };

/** An SP address. Whether there is a transport for it shows when it is used. */
export const address: ValueKind<string> = {
  placeholder: 'ADDRESS',
  expects: 'an address such as tcp://127.0.0.1:5555',
  dropsEquals: false,
  parse: (value) => (value.includes('://') ? value : undefined),
};

/** A TCP port; 0 lets the system choose. */
export const port: ValueKind<number> = {
  placeholder: 'PORT',
  expects: 'a port, 0 to 65535',
  dropsEquals: true,
  parse: (value) => wholeNumber(value, 65_535),
};

/** A number of things or of bytes. */
export const count: ValueKind<number> = {
  placeholder: 'N',
  expects: 'a whole number',
  dropsEquals: true,
  parse: (value) => wholeNumber(value, Number.MAX_SAFE_INTEGER),
};

/** A duration; its value is in milliseconds. */
export const duration: ValueKind<number> = {
  placeholder: 'TIME',
  expects: 'a duration such as 2, 0.5, 20ms or 1m30s',
  dropsEquals: true,
  parse: parseDuration,
};

/** The name of an output format. */
export const format: ValueKind<OutputFormat> = {
  placeholder: 'FORMAT',
  expects: `one of ${outputFormats.join(', ')}`,
  dropsEquals: false,
  parse: (value) => (isOutputFormat(value) ? value : undefined),
};
