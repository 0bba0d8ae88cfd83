// What is measured: every case, and how many messages a run of each contestant takes so that it lasts about 1.5 s on a
// small machine of today.

/** A way of exchanging messages, as the programs know it. */
export type Scenario =
  'reqrep' | 'stream' | 'fanout' | 'pipeline' | 'contexts' | 'match-each' | 'match-last' | 'match-none';

export interface Case {
  readonly name: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly transport: 'tcp' | 'inproc';
  /** Bytes of one message. */
  readonly size: number;
  /** How many of what the scenario has many of: receivers, subscriptions, contexts. */
  readonly width?: number;
  /** The case that tells what this one costs more; both are measured in turns. */
  readonly basis?: string;
  /** Both processes share one processor, so that no time goes into waking another. */
  readonly pinned: boolean;
  /** Messages or round trips of one run, by contestant; a contestant that is missing takes no part. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Contestants in the order of the tables. `bare` is the floor. */
export const contestants = ['bare', 'plain', 'lanes', 'raw', 'nng', 'nanomsg', 'zmq', 'mangos', 'zeromq'] as const;

const k = 1_000;

const tcpStream64 = {
  bare: 8_000 * k,
  plain: 3_000 * k,
  lanes: 3_600 * k,
  raw: 2_000 * k,
  nng: 60 * k,
  nanomsg: 600 * k,
  zmq: 4_000 * k,
  mangos: 400 * k,
  zeromq: 400 * k,
};

const fanout = (width: number, count: number): Case => ({
  name: `fanout-${width}`,
  title: `One PUB to ${width} SUB, 64 B over TCP, messages delivered`,
  scenario: 'fanout',
  transport: 'tcp',
  size: 64,
  width,
  pinned: false,
  counts: { plain: count, lanes: count },
});

const matching = (choice: 'each' | 'last' | 'none', width: number, count: number): Case => ({
  name: `subscriptions-${width}${choice === 'each' ? '' : `-${choice}`}`,
  title: `PUB to a SUB with many subscriptions, 64 B inside one process, by processor time, messages that match ${choice === 'none' ? 'none' : 'one'}`,
  scenario: `match-${choice}`,
  transport: 'inproc',
  size: 64,
  width,
  basis: `subscriptions-1${choice === 'none' ? '-none' : ''}`,
  pinned: false,
  counts: { lanes: count },
});

export const cases: readonly Case[] = [
  {
    name: 'reqrep-64',
    title: 'REQ/REP round trips of 64 B over TCP',
    scenario: 'reqrep',
    transport: 'tcp',
    size: 64,
    pinned: false,
    counts: {
      bare: 30 * k,
      plain: 25 * k,
      lanes: 25 * k,
      nng: 8 * k,
      nanomsg: 30 * k,
      zmq: 30 * k,
      mangos: 30 * k,
      zeromq: 25 * k,
    },
  },
  {
    name: 'reqrep-64-pinned',
    title: 'REQ/REP round trips of 64 B over TCP, both processes on one processor',
    scenario: 'reqrep',
    transport: 'tcp',
    size: 64,
    pinned: true,
    counts: {
      bare: 60 * k,
      plain: 40 * k,
      lanes: 40 * k,
      nng: 30 * k,
      nanomsg: 45 * k,
      zmq: 50 * k,
      mangos: 60 * k,
      zeromq: 30 * k,
    },
  },
  {
    name: 'stream-64',
    title: 'One way, 64 B over TCP',
    scenario: 'stream',
    transport: 'tcp',
    size: 64,
    pinned: false,
    counts: tcpStream64,
  },
  {
    name: 'stream-64-pinned',
    title: 'One way, 64 B over TCP, both processes on one processor',
    scenario: 'stream',
    transport: 'tcp',
    size: 64,
    pinned: true,
    counts: { ...tcpStream64, plain: 1_500 * k, lanes: 1_500 * k, raw: 1_200 * k, nng: 120 * k },
  },
  {
    name: 'stream-1k',
    title: 'One way, 1 KiB over TCP',
    scenario: 'stream',
    transport: 'tcp',
    size: 1_024,
    pinned: false,
    counts: {
      bare: 1_200 * k,
      plain: 700 * k,
      lanes: 700 * k,
      nng: 60 * k,
      nanomsg: 600 * k,
      zmq: 1_000 * k,
      mangos: 350 * k,
      zeromq: 400 * k,
    },
  },
  {
    name: 'stream-64k',
    title: 'One way, 64 KiB over TCP',
    scenario: 'stream',
    transport: 'tcp',
    size: 65_536,
    pinned: false,
    counts: {
      bare: 25 * k,
      plain: 18 * k,
      lanes: 18 * k,
      nng: 20 * k,
      nanomsg: 35 * k,
      zmq: 25 * k,
      mangos: 15 * k,
      zeromq: 30 * k,
    },
  },
  {
    name: 'inproc-reqrep-64',
    title: 'REQ/REP round trips of 64 B inside one process',
    scenario: 'reqrep',
    transport: 'inproc',
    size: 64,
    pinned: false,
    counts: {
      plain: 400 * k,
      lanes: 400 * k,
      nng: 15 * k,
      nanomsg: 70 * k,
      zmq: 200 * k,
      mangos: 300 * k,
      zeromq: 90 * k,
    },
  },
  {
    name: 'inproc-stream-64',
    title: 'One way, 64 B inside one process',
    scenario: 'stream',
    transport: 'inproc',
    size: 64,
    pinned: false,
    counts: {
      plain: 3_000 * k,
      lanes: 3_000 * k,
      nng: 45 * k,
      nanomsg: 800 * k,
      zmq: 6_000 * k,
      mangos: 600 * k,
      zeromq: 500 * k,
    },
  },
  fanout(1, 1_600 * k),
  fanout(10, 300 * k),
  fanout(100, 30 * k),
  {
    name: 'push-4',
    title: 'One PUSH to 4 PULL, 64 B over TCP',
    scenario: 'pipeline',
    transport: 'tcp',
    size: 64,
    width: 4,
    pinned: false,
    counts: { plain: 2_500 * k, lanes: 2_500 * k },
  },
  {
    name: 'contexts-1000',
    title: '1,000 round trips of 64 B at a time over TCP, one REQ to one REP',
    scenario: 'contexts',
    transport: 'tcp',
    size: 64,
    width: k,
    pinned: false,
    counts: { plain: 300 * k, lanes: 300 * k },
  },
  ...[1, 100, 10_000].map((width) => matching('each', width, 2_500 * k)),
  ...[100, 10_000].map((width) => matching('last', width, 2_500 * k)),
  ...[1, 100, 10_000].map((width) => matching('none', width, 5_000 * k)),
];

/** Whether a number says how many round trips there were in a second, or how many messages arrived. */
export const countsTrips = (scenario: Scenario): boolean => scenario === 'reqrep' || scenario === 'contexts';

/** Our programs, in ours/. */
export const ours: readonly string[] = ['plain', 'lanes', 'raw'];

/** A case cut down to a share of its messages. */
export const scaled = (whole: Case, factor: number): Case => ({
  ...whole,
  counts: Object.fromEntries(Object.entries(whole.counts).map(([name, count]) => [name, Math.round(count * factor)])),
});
