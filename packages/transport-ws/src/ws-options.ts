import { validateHeaderName, validateHeaderValue } from 'node:http';
import { tcpOptions, tlsOption, type OptionSpec, type OptionTable, type TcpOptions } from '@sp/core/transport';
import type { WsTlsConfig } from './tls-config.ts';
import { isMount, type WsMount } from './ws-mount.ts';
import { isMux, type WsMux } from './ws-mux.ts';

/** Header fields by name. */
export type WsHeaders = Readonly<Record<string, string>>;

/** The options of a WebSocket connection that dialing and listening share. */
export interface WsConnectionOptions extends TcpOptions {
  /** Further header fields: of the request when dialing, of the answer when listening. None by default. */
  headers: WsHeaders;
}

/** The options of `dial`. */
export interface WsDialOptions extends WsConnectionOptions {
  /** For `wss`: whom to trust, and what to show; by default whom the system trusts. */
  tls: WsTlsConfig | undefined;
}

/** The options of `listen`. */
export interface WsListenOptions extends WsConnectionOptions {
  /**
   * Which web pages may connect: with `true`, the default, those whose origin is the host that they connect to; with
   * `false` all; or those of a list of origins such as `https://example.com`. Clients that are no browsers always may.
   */
  checkOrigin: boolean | readonly string[];
  /** For `wss`, where it is required: certificate and key. */
  tls: WsTlsConfig | undefined;
  /** Ordinary HTTP pages for the same port. */
  mux: WsMux | undefined;
  /** The place in a server of the application's own; then nothing is opened here. */
  mount: WsMount | undefined;
}

/** What the handshake itself says. */
const reserved = /^(?:connection|upgrade|sec-websocket-.*|content-length|transfer-encoding)$/i;

const headers: OptionSpec<WsHeaders> = {
  default: {},
  doc: 'Further header fields of the request when dialing, of the answer when listening.',
  expects: 'an object of header fields that are not part of the handshake',
  check: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, content]) => !reserved.test(name) && isHeader(name, content)),
};

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    return typeof value === 'string';
  } catch {
    return false;
  }
}

const common: OptionTable<WsConnectionOptions> = { ...tcpOptions, headers };

/** How the options of `dial` are checked and what they default to. */
export const wsDialOptions: OptionTable<WsDialOptions> = {
  ...common,
  tls: tlsOption<WsTlsConfig>('Whom to trust and what to show when dialing wss, as tls.connect takes it.'),
};

/** How the options of `listen` are checked and what they default to. */
export const wsListenOptions: OptionTable<WsListenOptions> = {
  ...common,
  checkOrigin: {
    default: true,
    doc: 'Which web pages may connect: those of the same host, with false all, or a list of origins.',
    expects: 'true, false or a list of origins',
    check: (value) =>
      typeof value === 'boolean' || (Array.isArray(value) && value.every((origin) => typeof origin === 'string')),
  },
  tls: tlsOption<WsTlsConfig>('Certificate, key and demands on clients of wss, as https.createServer takes them.'),
  mux: {
    default: undefined,
    doc: 'Ordinary HTTP pages for the same port.',
    expects: 'what wsMux() returned',
    check: (value) => value === undefined || isMux(value),
  },
  mount: {
    default: undefined,
    doc: "The place in an HTTP server of the application's own.",
    expects: 'what wsMount() returned',
    check: (value) => value === undefined || isMount(value),
  },
};
