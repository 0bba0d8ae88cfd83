import { check, equal, rejection, rejects } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { client, server, type TransportBench } from './transport-bench.ts';

/** Making connections, and failing to. */
export const connectionCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: '13.1.5',
    title: '[transports 13.1.5] [T-007] connects a dialer and a listener, each knowing the protocol of the other',
    needs: [],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      equal(one.pipe.peer, server.self, 'peer of the dialer');
      equal(two.pipe.peer, client.self, 'peer of the listener');
      one.send('there');
      two.send('back');
      await bench.until(() => one.messages.length === 1 && two.messages.length === 1, 'a message each way');
      equal(two.texts[0], 'there', 'at the listener');
      equal(one.texts[0], 'back', 'at the dialer');
    },
  },
  {
    id: '13.1.6',
    title: '[transports 13.1.6, TR-3] refuses a second listener on an address, and takes it once the first closes',
    needs: ['exclusive'],
    run: async (bench) => {
      const station = await bench.listen();
      await rejects(bench.listen(undefined, station.address), 'ERR_SP_ADDR_IN_USE', 'a second listener');
      await bench.connect(station);
      station.listener.close();
      await bench.connect(await bench.listen(undefined, station.address));
    },
  },
  {
    id: '13.1.7',
    title: '[transports 13.1.7, TR-2] refuses to dial where nobody listens',
    needs: ['refuses'],
    run: async (bench) => {
      await rejects(bench.dial(bench.subject.unusedAddress()), 'ERR_SP_CONN_REFUSED', 'dialing nobody');
    },
  },
  {
    id: 'T-015',
    title: '[T-015] [T-007] [transports 13.1.8, TR-5] refuses another protocol, tells both sides, and goes on',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const wrongPeer = { ...client, peer: 0x21, peerName: 'sub' };
      await rejects(bench.dial(station.address, { info: wrongPeer }), 'ERR_SP_BAD_PROTO', 'expecting another protocol');
      await bench.connect(station);
    },
  },
  {
    id: 'T-015-introduced',
    title: '[T-015] [T-007] [transports 13.1.8] refuses a dialer of another protocol, on both sides, and goes on',
    needs: ['introduces'],
    run: async (bench) => {
      const station = await bench.listen();
      const wrongSelf = { ...client, self: 0x20, selfName: 'pub' };
      // On a stream each end finds out by itself: the other one may have a connection for a moment.
      await bench.dial(station.address, { info: wrongSelf }).then(async (end) => {
        end.attach();
        await bench.until(() => end.closes === 1, 'the listener to drop a wrong protocol');
      }, ignore);
      await bench.until(() => station.failures.length > 0, 'the listener to report a wrong protocol');
      for (const { code } of station.failures) equal(code, 'ERR_SP_BAD_PROTO', 'what the listener reported');
      for (let left = station.pipes.length; left > 0; left -= 1) {
        const end = (await station.accept()).attach();
        await bench.until(() => end.closes === 1, 'a dialer to drop a wrong protocol');
        equal(end.pipe.peer, client.self, 'peer of a connection that was handed over');
      }
      await bench.connect(station);
    },
  },
  {
    id: '13.1.13',
    title: '[transports 13.1.13] knows no property that does not exist',
    needs: [],
    run: async (bench) => {
      for (const end of await bench.connect()) equal(end.pipe.property('noSuchProperty'), undefined, 'noSuchProperty');
    },
  },
  {
    id: '13.1.14',
    title: '[transports 13.1.14] names each end as the other end sees it',
    needs: ['mirrored'],
    run: async (bench) => {
      const [one, two] = await bench.connect();
      check(one.pipe.localAddress !== '' && one.pipe.remoteAddress !== '', 'an address is empty');
      equal(one.pipe.localAddress, two.pipe.remoteAddress, "the dialer's address");
      equal(one.pipe.remoteAddress, two.pipe.localAddress, "the listener's address");
    },
  },
  {
    id: 'T-014',
    title: '[T-014] leaves nothing open of a dial that was given up',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const before = new host.AbortController();
      before.abort();
      await rejection(bench.dial(station.address, { signal: before.signal }), 'a dial with an aborted signal');
      const during = new host.AbortController();
      const dialing = bench.dial(station.address, { signal: during.signal });
      during.abort();
      // Whoever was connected before the abort could be noticed has to close that connection; nobody else has.
      await dialing.then((end) => {
        end.attach().close();
      }, ignore);
      await bench.quiet();
      for (let left = station.pipes.length; left > 0; left -= 1) {
        const end = (await station.accept()).attach();
        await bench.until(() => end.closes === 1, 'the connection of a dial that was given up to close');
      }
    },
  },
  {
    id: '13.1.18',
    title: '[transports 13.1.18] [T-014] ends a dial to nobody when it is given up',
    needs: [],
    run: async (bench) => {
      const controller = new host.AbortController();
      const dialing = bench.dial(bench.subject.unusedAddress(), { signal: controller.signal });
      controller.abort();
      await rejection(dialing, 'a dial to nobody that was given up');
    },
  },
  {
    id: '13.1.20',
    title: '[transports 13.1.20] makes a connection of its own for every dial',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const [one, atOne] = await bench.connect(station);
      const [two, atTwo] = await bench.connect(station);
      one.send('one');
      two.send('two');
      await bench.until(() => atOne.messages.length > 0 && atTwo.messages.length > 0, 'a message on each connection');
      equal(atOne.texts.join(), 'one', 'on the first connection');
      equal(atTwo.texts.join(), 'two', 'on the second connection');
      one.close();
      await bench.until(() => atOne.closes === 1, 'the first connection to close');
      two.send('still');
      await bench.until(() => atTwo.messages.length === 2, 'the second connection to work on');
    },
  },
  {
    id: 'T-016',
    title: '[T-016] [transports 13.1.10] frees the address when the listener closes, and keeps what it accepted',
    needs: [],
    run: async (bench) => {
      const station = await bench.listen();
      const [one, two] = await bench.connect(station);
      const { address } = station;
      station.listener.close();
      station.listener.close();
      one.send('after');
      await bench.until(() => two.messages.length === 1, 'a connection to outlive its listener');
      await rejection(bench.dial(address), 'dialing a closed listener');
      await bench.connect(await bench.listen(undefined, address));
    },
  },
];

const ignore = (): void => undefined;
