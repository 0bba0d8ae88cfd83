import { Message } from '@sp/core';
import { check, equal, equalBytes, hasCode } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { host } from '../host.ts';
import { settled } from '../settle.ts';
import { Call, type ProtocolBench } from './protocol-bench.ts';

const bytes = (text: string): Uint8Array => new Message(text).body;

/** A message that `send` may take, whatever the pattern needs as its header. */
const message = (bench: ProtocolBench, text: string, pipeId: number): Message => {
  const payload = bench.payload(bytes(text), pipeId);
  return payload instanceof Message ? payload : new Message(text);
};

/** Deadlines and giving up. */
export const waitingCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-17',
    title: '[G-17] ends a waiting recv when its deadline has passed, not before, and when the socket closes',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open({ recvDeadline: 50 });
      const peer = await bench.connect(socket);
      await bench.subject.beforeRecv?.(socket, peer.pipe);
      const call = new Call(bench.recv(socket));
      await bench.mock.clock.advance(49);
      equal(call.state, 'pending', 'recv before its deadline');
      await bench.mock.clock.advance(1);
      hasCode(call.error, 'ERR_SP_RECV_TIMEOUT', 'recv at its deadline');
      const other = bench.open();
      await bench.subject.beforeRecv?.(other, (await bench.connect(other)).pipe);
      const waiting = new Call(bench.recv(other));
      await settled();
      equal(waiting.state, 'pending', 'recv without a deadline');
      void other.close();
      await settled();
      hasCode(waiting.error, 'ERR_SP_CLOSED', 'recv when the socket closes');
    },
  },
  {
    id: 'G-18',
    title: '[G-18] ends a waiting send when its deadline has passed, not before, and when the socket closes',
    needs: ['sendWaits'],
    run: async (bench) => {
      const { socket, id } = await bench.blocked();
      socket.configure({ sendDeadline: 50 });
      const call = new Call(bench.send(socket, bench.payload(bytes('waits'), id)));
      await bench.mock.clock.advance(49);
      equal(call.state, 'pending', 'send before its deadline');
      await bench.mock.clock.advance(1);
      hasCode(call.error, 'ERR_SP_SEND_TIMEOUT', 'send at its deadline');
      const other = await bench.blocked();
      const waiting = new Call(bench.send(other.socket, bench.payload(bytes('waits'), other.id)));
      await settled();
      equal(waiting.state, 'pending', 'send without a deadline');
      void other.socket.close();
      await settled();
      hasCode(waiting.error, 'ERR_SP_CLOSED', 'send when the socket closes');
    },
  },
  {
    id: 'G-19',
    title: '[G-19] tries recv once with a deadline of 0 (where mangos has a negative one)',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open({ recvDeadline: 0 });
      const peer = await bench.connect(socket);
      await bench.subject.beforeRecv?.(socket, peer.pipe);
      const call = new Call(bench.recv(socket));
      await settled();
      hasCode(call.error, 'ERR_SP_RECV_TIMEOUT', 'recv with nothing there');
      const got = await bench.receive(socket, peer, bytes('there'));
      equalBytes(got.body, bytes('there'), 'a message that is there');
    },
  },
  {
    id: 'G-19-send',
    title: '[G-19] tries send once with a deadline of 0 (where mangos has a negative one)',
    needs: ['sendWaits'],
    run: async (bench) => {
      const { socket, id } = await bench.blocked();
      socket.configure({ sendDeadline: 0 });
      const call = new Call(bench.send(socket, bench.payload(bytes('at once or never'), id)));
      await settled();
      hasCode(call.error, 'ERR_SP_SEND_TIMEOUT', 'send');
    },
  },
  {
    id: 'G-20',
    title: '[G-20] ends an aborted recv with the reason of its signal (ours: not with a code), losing no message',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open();
      const peer = await bench.connect(socket);
      await bench.subject.beforeRecv?.(socket, peer.pipe);
      const reason = new Error('enough');
      const controller = new host.AbortController();
      const call = new Call(bench.recv(socket, { signal: controller.signal }));
      await settled();
      controller.abort(reason);
      await settled();
      equal(call.error, reason, 'the error of an aborted recv');
      // Some patterns end the exchange with its recv, so it starts anew.
      await bench.subject.beforeRecv?.(socket, peer.pipe);
      bench.deliver(peer, bytes('kept'));
      const refused = new Call(bench.recv(socket, { signal: controller.signal }));
      await settled();
      equal(refused.error, reason, 'the error of a recv with an aborted signal');
      const got = await bench.finished(bench.recv(socket), 'recv after an aborted one');
      equalBytes(got.body, bytes('kept'), 'the message that was there all the time');
    },
  },
  {
    id: 'G-20-send',
    title: '[G-20] ends an aborted send with the reason of its signal, and gives the message back unsent',
    needs: ['sendWaits'],
    run: async (bench) => {
      const { socket, peer, id } = await bench.blocked();
      const reason = new Error('enough');
      const controller = new host.AbortController();
      const given = message(bench, 'aborted', id);
      const header = given.header.slice();
      const call = new Call(bench.send(socket, given, { signal: controller.signal }));
      await settled();
      equal(call.state, 'pending', 'send before the abort');
      controller.abort(reason);
      await settled();
      equal(call.error, reason, 'the error of an aborted send');
      equalBytes(given.header, header, 'the header of the message that came back');
      equalBytes(given.body, bytes('aborted'), 'the body of the message that came back');
      const refused = new Call(bench.send(socket, given, { signal: controller.signal }));
      await settled();
      equal(refused.error, reason, 'the error of a send with an aborted signal');
      peer?.pipe.release();
      const late = await bench.connect(socket);
      await settled();
      const sent = [...(peer?.pipe.sent ?? []), ...late.pipe.sent];
      check(!sent.some(({ text }) => text === 'aborted'), 'the aborted message was sent after all');
    },
  },
];
