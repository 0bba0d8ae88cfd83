import { readFileSync } from 'node:fs';
import { flag, option, type CliOption, type Spelling } from './cli-option.ts';
import { fileError, usageError } from './failure.ts';
import type { OutputFormat } from './output-format.ts';
import { patterns, type Pattern } from './patterns.ts';
import { standardInput, type Settings } from './settings.ts';
import { authoritiesOf } from './tls-files.ts';
import { address, count, duration, file, format, path, port, text } from './value-kinds.ts';

/** Options under a heading of the help text. */
export interface OptionGroup {
  readonly heading: string;
  readonly options: readonly CliOption[];
}

const choosePattern = (pattern: Pattern): CliOption =>
  flag({ names: pattern.names, help: pattern.help }, (settings) => {
    if (settings.pattern !== undefined) {
      throw usageError(`only one protocol may be given, not --${settings.pattern.names[0]} and --${pattern.names[0]}`);
    }
    settings.pattern = pattern;
  });

/** The data of a file, read at once, so that mistakes are reported in the order of the arguments. */
const dataOf = (file: string): Settings['data'] => {
  if (file === '-') return standardInput;
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(`cannot read ${file}`, error);
  }
};

const setData = (settings: Settings, data: () => Settings['data']): void => {
  if (settings.data !== undefined) throw usageError('only one of --data and --file may be given, and once');
  settings.data = data();
};

const setFormat = (settings: Settings, value: OutputFormat): void => {
  if (settings.format !== undefined) throw usageError('only one output format may be given');
  settings.format = value;
};

const formatFlag = (value: OutputFormat, help: string, short?: string): CliOption =>
  flag({ names: [value], help, ...(short === undefined ? {} : { short }) }, (settings) => {
    setFormat(settings, value);
  });

/** A file that is read when all arguments are known to be good. */
const tlsFile = (spelling: Spelling, name: 'certificate' | 'key'): CliOption =>
  option(spelling, file, (settings, value) => {
    if (settings[name] !== undefined) throw usageError(`--${spelling.names[0]} may be given once`);
    settings[name] = value;
  });

/** Every option, in the order of the help text. */
export const optionGroups: readonly OptionGroup[] = [
  { heading: 'Protocol, exactly one', options: patterns.map(choosePattern) },
  {
    heading: 'Addresses, at least one',
    options: [
      option({ names: ['listen', 'bind'], help: 'accept connections at an address' }, address, (settings, value) => {
        settings.listen.push(value);
      }),
      option({ names: ['dial', 'connect'], help: 'connect to an address' }, address, (settings, value) => {
        settings.dial.push(value);
      }),
      option(
        { names: ['bind-local'], short: 'L', help: 'accept connections at tcp://127.0.0.1:PORT' },
        port,
        (settings, value) => {
          settings.listen.push(`tcp://127.0.0.1:${value}`);
        },
      ),
      option(
        { names: ['connect-local'], short: 'l', help: 'connect to tcp://127.0.0.1:PORT' },
        port,
        (settings, value) => {
          settings.dial.push(`tcp://127.0.0.1:${value}`);
        },
      ),
      option({ names: ['bind-ipc'], short: 'X', help: 'accept connections at ipc://PATH' }, path, (settings, value) => {
        settings.listen.push(`ipc://${value}`);
      }),
      option({ names: ['connect-ipc'], short: 'x', help: 'connect to ipc://PATH' }, path, (settings, value) => {
        settings.dial.push(`ipc://${value}`);
      }),
      flag({ names: ['async'], help: 'go on while addresses cannot be reached yet' }, (settings) => {
        settings.dialAsync = true;
      }),
      flag({ names: ['compat'], help: 'as libnanomsg does: --async, and a pair is version 0' }, (settings) => {
        settings.dialAsync = true;
        settings.pairIsVersion0 = true;
      }),
    ],
  },
  {
    heading: 'Security, at addresses of tls+tcp and wss; a FILE is in PEM',
    options: [
      tlsFile({ names: ['cert'], short: 'E', help: 'show this certificate; required to listen' }, 'certificate'),
      tlsFile({ names: ['key'], help: 'the key of it, unless that is in the same file' }, 'key'),
      option(
        { names: ['cacert'], help: 'trust these authorities; listening: demand a certificate of clients' },
        file,
        (settings, value) => {
          if (settings.authorities !== undefined) throw usageError('--cacert may be given once');
          settings.authorities = authoritiesOf(value);
        },
      ),
      flag({ names: ['insecure'], short: 'k', help: 'trust everybody' }, (settings) => {
        settings.insecure = true;
      }),
    ],
  },
  {
    heading: 'Subscriptions of --sub; without any, everything is printed',
    options: [
      option(
        { names: ['subscribe'], help: 'print messages that start with this; any number of times' },
        text,
        (settings, value) => {
          settings.subscribe.push(value);
        },
      ),
    ],
  },
  {
    heading: 'Data to send',
    options: [
      option({ names: ['data'], short: 'D', help: 'send this text' }, text, (settings, value) => {
        setData(settings, () => Buffer.from(value));
      }),
      option(
        { names: ['file'], short: 'F', help: 'send the contents of a file, - for standard input' },
        path,
        (settings, value) => {
          setData(settings, () => dataOf(value));
        },
      ),
    ],
  },
  {
    heading: 'Times and limits; a TIME is in seconds, or has units as in 20ms or 1m30s',
    options: [
      option(
        { names: ['count'], short: 'C', help: 'end after N rounds or messages, 0 for never' },
        count,
        (settings, value) => {
          settings.count = value;
        },
      ),
      option(
        {
          names: ['interval'],
          exactNames: ['send-interval'],
          short: 'i',
          help: 'send again and again, this far apart',
        },
        duration,
        (settings, value) => {
          settings.interval = value;
        },
      ),
      option(
        { names: ['delay'], exactNames: ['send-delay'], short: 'd', help: 'wait after connecting' },
        duration,
        (settings, value) => {
          settings.delay = value;
        },
      ),
      option(
        { names: ['recv-timeout'], help: 'longest wait for a message, 0 for none' },
        duration,
        (settings, value) => {
          settings.recvTimeout = value;
        },
      ),
      option({ names: ['send-timeout'], help: 'longest wait to send one, 0 for none' }, duration, (settings, value) => {
        settings.sendTimeout = value;
      }),
      option(
        { names: ['recv-maxsz'], short: 'Z', help: 'longest message to accept in bytes, 0 for any; normally 1 MiB' },
        count,
        (settings, value) => {
          settings.maxRecvSize = value;
        },
      ),
    ],
  },
  {
    heading: 'Output; without one of these, messages are not printed',
    options: [
      option({ names: ['format'], help: 'no, raw, ascii, quoted, hex or msgpack' }, format, setFormat),
      formatFlag('raw', 'the bytes, with nothing between messages'),
      formatFlag('ascii', 'a line each, with a dot for what is not printable', 'A'),
      formatFlag('quoted', 'a line each, in quotes, with escapes', 'Q'),
      formatFlag('hex', 'a line each, in quotes, every byte as \\xNN'),
      formatFlag('msgpack', 'a MessagePack binary object each'),
    ],
  },
  {
    heading: 'General',
    options: [
      flag({ names: ['verbose'], short: 'v', help: 'tell of connections, on standard error' }, (settings) => {
        settings.verbosity += 1;
      }),
      flag({ names: ['silent'], short: 'q', help: 'take back one -v; below that, no error texts' }, (settings) => {
        settings.verbosity -= 1;
      }),
      option(
        { names: ['socket-name', 'zt-home'], help: 'accepted, as other programs have it; no effect' },
        text,
        () => {
          // The one names a socket for statistics, the other has to do with a transport that is not here.
        },
      ),
      flag({ names: ['help'], short: 'h', help: 'print this and end' }, (settings) => {
        settings.show ??= 'help';
      }),
      flag({ names: ['version'], short: 'V', help: 'print the version and end' }, (settings) => {
        settings.show ??= 'version';
      }),
    ],
  },
];

/** Every option, without the headings. */
export const cliOptions: readonly CliOption[] = optionGroups.flatMap(({ options }) => options);
