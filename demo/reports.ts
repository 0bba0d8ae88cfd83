// What the processes of the demo tell each other, beside the requests and replies that go over TCP.

/** From the server, in this order. */
export type ServerReport =
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'closed'; readonly answered: number; readonly dropped: number };

/** What a client is to do; `stop` goes to the server as well. */
export type Order =
  | { readonly kind: 'dial'; readonly address: string }
  | { readonly kind: 'ask'; readonly question: string }
  | { readonly kind: 'measure'; readonly milliseconds: number; readonly atATime: number; readonly size: number }
  | { readonly kind: 'stop' };

/** From a client, one for each order. */
export type ClientReport =
  | { readonly kind: 'connected' }
  | { readonly kind: 'answer'; readonly answer: string; readonly milliseconds: number }
  | Measured
  | { readonly kind: 'closed'; readonly traffic: Traffic }
  | { readonly kind: 'failed'; readonly why: string };

export interface Measured {
  readonly kind: 'measured';
  readonly roundTrips: number;
  readonly seconds: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** What one connection carried, frame lengths and handshakes included. */
export interface Traffic {
  readonly requests: number;
  readonly replies: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}
