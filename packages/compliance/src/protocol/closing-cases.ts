import { Message } from '@sp/core';
import { check, equal, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { settled } from '../settle.ts';
import { Call, type ProtocolBench } from './protocol-bench.ts';

const bytes = (text: string): Uint8Array => new Message(text).body;

/** The end of a socket. */
export const closingCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-12',
    title: '[G-12] does not send once closed',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      await socket.close();
      const code = bench.subject.sends ? 'ERR_SP_CLOSED' : 'ERR_SP_PROTO_OP';
      // Raw sockets drop what has no header, so this one has to look like a message.
      await bench.refused(bench.send(socket, bench.payload(bytes('late'), 1)), code, 'send on a closed socket');
    },
  },
  {
    id: 'G-12-direction',
    title: '[G-12] has no send that works where the pattern only receives',
    needs: ['noSend'],
    run: async (bench) => {
      await bench.refused(bench.send(bench.open(), 'x'), 'ERR_SP_PROTO_OP', 'send on a socket that only receives');
    },
  },
  {
    id: 'G-13',
    title: '[G-13] does not receive once closed',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      await socket.close();
      const code = bench.subject.receives ? 'ERR_SP_CLOSED' : 'ERR_SP_PROTO_OP';
      await bench.refused(bench.recv(socket), code, 'recv on a closed socket');
    },
  },
  {
    id: 'G-13-direction',
    title: '[G-13] has no recv that works where the pattern only sends',
    needs: ['noRecv'],
    run: async (bench) => {
      await bench.refused(bench.recv(bench.open()), 'ERR_SP_PROTO_OP', 'recv on a socket that only sends');
    },
  },
  {
    id: 'G-14',
    title: '[G-14] refuses to close twice',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      await socket.close();
      await bench.refused(socket.close(), 'ERR_SP_CLOSED', 'the second close');
    },
  },
  {
    id: 'G-15',
    title: '[G-15] refuses to dial and to listen once closed',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      bench.mock.acceptDials('mock://peer');
      await socket.close();
      await bench.refused(socket.listen('mock://late'), 'ERR_SP_CLOSED', 'listen');
      await bench.refused(socket.dial('mock://peer'), 'ERR_SP_CLOSED', 'dial');
      await bench.refused(socket.dial('mock://peer', { dialAsync: true }), 'ERR_SP_CLOSED', 'asynchronous dial');
    },
  },
  {
    id: 'G-16',
    title: '[G-16] drops a connection that is made while the socket closes, without telling the hook',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      const dials = bench.mock.acceptDials('mock://peer');
      dials.stall();
      const dialing = new Call(socket.dial('mock://peer'));
      await settled();
      dials.answer();
      await Promise.all([socket.close(), settled()]);
      check(dialing.state !== 'pending', 'the dial did not end');
      equal(dials.pipes[0]?.closed, true, 'closed, of the pipe that came too late');
      equal(bench.attached.length, 0, 'pipes attached');
    },
  },
  {
    id: 'G-27',
    title: '[G-27] ends every waiting call when it closes, gives up after linger, and leaves no timer behind',
    needs: [],
    run: async (bench) => {
      const { subject, mock } = bench;
      const socket = bench.open({ ...subject.sendWaits?.options, linger: 100 });
      const peer = await bench.connect(socket);
      await subject.sendWaits?.prepare?.(socket, peer.pipe);
      peer.pipe.hold();
      const sends: Call<void>[] = [];
      if (subject.sends && subject.beforeSend === undefined) {
        for (let n = 0; n < 300; n += 1)
          sends.push(new Call(bench.send(socket, bench.payload(bytes(`${n}`), peer.id))));
      }
      const recvs = subject.receives ? [1, 2, 3].map(() => new Call(bench.recv(socket))) : [];
      await settled();
      for (let n = 0; n < 300; n += 1) peer.pipe.deliver(bytes(`junk ${n}`));
      await settled();
      const waiting = [...sends, ...recvs].filter(({ state }) => state === 'pending');
      const closing = new Call(socket.close());
      await settled();
      for (const call of waiting) hasCode(call.error, 'ERR_SP_CLOSED', 'the end of a waiting call');
      await mock.clock.advance(100);
      equal(closing.state, 'done', 'the state of close after linger');
      check(peer.pipe.closed, 'the connection is still open');
      equal(mock.clock.pending, 0, 'timers left');
    },
  },
];
