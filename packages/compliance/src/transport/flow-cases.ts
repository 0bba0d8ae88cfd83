import { check, ComplianceError, equal } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { pattern } from '../payloads.ts';
import type { RecordingEnd } from '../recording-end.ts';
import type { TransportBench } from './transport-bench.ts';

/** So many round trips are more than any transport makes in the time that a timer needs. */
const STARVED = 300_000;

/** What a stopped receiver may cost, in messages of 64 KiB. */
const MOST_SLACK = 512;

/** Who calls whom when. */
export const flowCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: 'T-001',
    title: '[T-001] never calls its user from inside of a call to the pipe',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const one = (await bench.dial(station.address)).attach();
      const two = await station.accept();
      one.send('before attach');
      await bench.quiet();
      two.attach();
      two.onMessage = () => two.send('answer');
      one.onMessage = () => {
        if (one.messages.length < 50) one.send('again');
      };
      await bench.until(() => one.messages.length === 50, 'fifty answers');
      two.pause();
      one.send('waiting');
      await bench.quiet();
      two.resume();
      await bench.until(() => one.messages.length === 51, 'an answer after the pause');
      two.end();
      one.close();
      await bench.until(() => one.closes === 1 && two.closes === 1, 'both ends to close');
    },
  },
  {
    id: 'T-001-fair',
    title: '[T-001] lets the event loop turn while two ends answer each other without a pause',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      let bounces = 0;
      let fired = false;
      const timer = host.setTimeout(() => {
        fired = true;
      }, 5);
      for (const end of [one, two]) {
        end.onMessage = () => {
          end.messages.length = 0;
          bounces += 1;
          if (!fired && bounces < STARVED) end.send('again');
        };
      }
      one.send('go');
      await bench.until(() => fired || bounces >= STARVED, 'a timer');
      host.clearTimeout(timer);
      check(bounces < STARVED, `no timer ran during ${STARVED} messages`);
    },
  },
  {
    id: 'T-002',
    title: '[T-002] keeps messages and the end of the connection for a user who attaches late',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const one = (await bench.dial(station.address)).attach();
      const two = await station.accept();
      for (let n = 0; n < 5; n += 1) one.send(`early ${n}`);
      await bench.quiet();
      two.attach();
      await bench.until(() => two.messages.length === 5, 'what came before attach');
      equal(two.texts.join(), 'early 0,early 1,early 2,early 3,early 4', 'messages');
      const three = (await bench.dial(station.address)).attach();
      const four = await station.accept();
      three.close();
      await bench.quiet();
      four.attach();
      await bench.until(() => four.closes === 1, 'an end that came before attach');
    },
  },
  {
    id: 'T-005',
    title: '[T-005] stops a sender whose receiver is paused, then lets it go on with nothing lost',
    needs: ['backPressure'],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      two.pause();
      const sent = await fill(bench, one);
      const before = one.drains;
      two.resume();
      await bench.until(() => one.drains > before, 'drained');
      equal(one.drains, before + 1, 'calls of drained for one refusal');
      one.send('last');
      await bench.until(() => two.messages.length > sent, 'everything that was sent');
      for (let n = 0; n < sent; n += 1) equal(two.messages[n]?.body[0], n & 0xff, `message ${n}`);
      equal(two.texts[sent], 'last', 'the last message');
    },
  },
  {
    id: 'T-008',
    title: '[T-008] does not throw from send, whatever has become of the connection',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      two.close();
      for (let n = 0; n < 100 && one.send(pattern(2_000)); n += 1);
      await bench.until(() => one.closes === 1 && two.closes === 1, 'both ends to close');
      one.send('to nobody');
      two.send('from nobody');
      await bench.quiet();
    },
  },
  {
    id: 'T-011',
    title: '[T-011] stops delivering at once when paused, even between messages that came together',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      two.onMessage = () => {
        if (two.messages.length % 20 === 1) two.pause();
      };
      for (let n = 0; n < 60; n += 1) one.send(`message ${n}`);
      for (const stop of [1, 21, 41]) {
        await bench.until(() => two.messages.length >= stop, `message ${stop}`);
        await bench.quiet();
        equal(two.messages.length, stop, 'messages delivered when it paused');
        two.resume();
      }
      await bench.until(() => two.messages.length === 60, 'all messages');
      for (const [n, text] of two.texts.entries()) equal(text, `message ${n}`, 'order');
    },
  },
];

/** Sends until the pipe refuses for good; returns how many messages that took. */
async function fill(bench: TransportBench, end: RecordingEnd): Promise<number> {
  for (let sent = 0; sent < MOST_SLACK;) {
    const body = pattern(65_536);
    body[0] = sent & 0xff;
    const drains = end.drains;
    sent += 1;
    if (end.send(body)) continue;
    await bench.quiet();
    if (end.drains === drains) return sent;
  }
  throw new ComplianceError(`a paused receiver let ${MOST_SLACK} messages of 64 KiB pass`);
}
