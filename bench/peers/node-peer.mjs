// Command line, statistics and watchdog shared by the peers that run on Node.
import process from 'node:process';
import { setTimeout } from 'node:timers';

const watchdogMilliseconds = 60_000;

const usage = (scenarios) => `usage: PEER serve|drive SCENARIO ADDRESS SIZE COUNT [WIDTH]
       PEER inproc SCENARIO SIZE COUNT [WIDTH]
       PEER version
scenarios: ${scenarios.join(', ')}`;

const fail = (code, text) => {
  console.error(text);
  process.exit(code);
};

const print = (result) => console.log(JSON.stringify(result));

const round = (value, digits) => Number(value.toFixed(digits));

const now = () => performance.now() / 1000;

/** Collects one duration per round trip; `report()` gives the line that drivers print. */
export class RoundTrips {
  constructor(count) {
    this.samples = new Float64Array(count);
    this.start = 0;
  }

  /** Call before the first counted round trip. */
  begin() {
    this.start = now();
  }

  report() {
    const seconds = now() - this.start;
    const { length } = this.samples;
    this.samples.sort();
    return {
      count: length,
      seconds: round(seconds, 6),
      p50us: round(this.samples[Math.floor(length / 2)] * 1e3, 2),
      p99us: round(this.samples[length - 1 - Math.floor(length / 100)] * 1e3, 2),
    };
  }
}

/** What a receiver of `stream` prints; `first` and `last` come from `performance.now()`. */
export const received = ({ count, size }, first, last) => ({
  count,
  seconds: round((last - first) / 1e3, 6),
  bytes: count * size,
});

/** What a driver of `stream` prints; `start` comes from `performance.now()`. */
export const sent = ({ count }, start) => ({ count, seconds: round(now() - start / 1e3, 6) });

/**
 * Runs the command line.
 *
 * `peer.scenarios` has both sides of each: `serve(run, ready)` and `drive(run)` do the work and return a result; `run` has
 * `address`, `size`, `count`, `width` and `warmup`. `peer.inproc` tells whether both can run in one process.
 */
export const runPeer = async (peer) => {
  const args = process.argv.slice(2);
  if (args.length === 1 && args[0] === 'version') {
    console.log(peer.version());
    return;
  }
  const [mode, scenario, ...more] = args;
  const inproc = mode === 'inproc';
  const sides = peer.scenarios[scenario];
  const address = inproc ? 'inproc://bench' : more.shift();
  const [size, count, width = 1] = more.map(Number);
  const isNumber = (value, least) => Number.isSafeInteger(value) && value >= least;
  if (
    !['serve', 'drive', 'inproc'].includes(mode) ||
    sides === undefined ||
    more.length > 3 ||
    !(isNumber(size, 0) && isNumber(count, 1) && isNumber(width, 1))
  ) {
    fail(2, usage(Object.keys(peer.scenarios)));
  }
  if (inproc && !peer.inproc) fail(2, 'no inproc in this peer');

  setTimeout(() => fail(3, 'watchdog: not done in time'), watchdogMilliseconds).unref();
  const run = { address, size, count, width, warmup: Math.min(1000, Math.floor(count / 10)) };
  try {
    if (mode === 'serve') {
      print(await sides.serve(run, () => console.log('ready')));
    } else if (mode === 'drive') {
      print(await sides.drive(run));
    } else {
      let served;
      await new Promise((resolve, reject) => {
        served = sides.serve(run, resolve);
        served.catch(reject);
      });
      const results = await Promise.all([served, sides.drive(run)]);
      print(results[scenario === 'stream' ? 0 : 1]);
    }
  } catch (error) {
    fail(1, String(error?.stack ?? error));
  }
};
