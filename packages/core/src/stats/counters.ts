/** Messages and bytes in both directions. */
export class Traffic {
  txMessages = 0;
  txBytes = 0;
  rxMessages = 0;
  rxBytes = 0;
}

/** Why a connection could not be made, or ended before it became a pipe; the names are those of NNG's statistics. */
export type FailureCause = 'refused' | 'disconnect' | 'canceled' | 'timeout' | 'proto' | 'auth' | 'oom' | 'other';

/** What a dialer or listener counts. */
export class EndpointCounters {
  /** Connections made or accepted. */
  connected = 0;
  /** Its pipes that the hook or the protocol refused. */
  rejected = 0;
  readonly failures: Record<FailureCause, number> = {
    refused: 0,
    disconnect: 0,
    canceled: 0,
    timeout: 0,
    proto: 0,
    auth: 0,
    oom: 0,
    other: 0,
  };
}

const causes: Readonly<Record<string, FailureCause>> = {
  ERR_SP_CONN_REFUSED: 'refused',
  ERR_SP_CONN_RESET: 'disconnect',
  ERR_SP_EOF: 'disconnect',
  ERR_SP_CANCELED: 'canceled',
  ERR_SP_CONN_TIMEOUT: 'timeout',
  ERR_SP_BAD_HEADER: 'proto',
  ERR_SP_BAD_VERSION: 'proto',
  ERR_SP_BAD_PROTO: 'proto',
  ERR_SP_TLS_NO_CONFIG: 'auth',
  ERR_SP_TLS_NO_CERT: 'auth',
  ERR_SP_TLS_AUTH: 'auth',
};

/** The counter that an error belongs to; undefined for our own closing, which is no failure. */
export function failureCause(code: string): FailureCause | undefined {
  if (code === 'ERR_SP_CLOSED') return undefined;
  return causes[code] ?? 'other';
}
