import { Message, type StatNode } from '@sp/core';
import { check, equal, equalBytes } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import { pattern } from '../payloads.ts';
import { settled } from '../settle.ts';
import type { ProtocolBench } from './protocol-bench.ts';

const LARGE = 10 * 1_048_576;

const bytes = (text: string): Uint8Array => new Message(text).body;

/** The sum of all counters of a name in a tree. */
const total = (node: StatNode, name: string): number =>
  (node.name === name ? node.number : 0) + node.children.reduce((sum, child) => sum + total(child, name), 0);

/** Peers and messages. */
export const trafficCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-21',
    title: '[G-21, STAT-10] attaches no peer of another protocol, counts it, and goes on',
    needs: [],
    run: async (bench) => {
      const socket = bench.open();
      const wrong = bench.subject.info.peer ^ 0x0f00;
      await bench.refused(bench.mock.connect(socket, wrong), 'ERR_SP_BAD_PROTO', 'a wrong peer');
      bench.mock.acceptDials('mock://wrong', wrong);
      await bench.refused(socket.dial('mock://wrong'), 'ERR_SP_BAD_PROTO', 'dialing a wrong peer');
      equal(bench.attached.length, 0, 'pipes attached');
      check(total(socket.stats(), 'proto') > 0, 'no counter named proto has moved');
      await bench.connect(socket);
    },
  },
  {
    id: 'G-22',
    title: '[G-22] receives the empty body',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open();
      const got = await bench.receive(socket, await bench.connect(socket), bytes(''));
      equal(got.body.length, 0, 'length of the body');
    },
  },
  {
    id: 'G-22-send',
    title: '[G-22] sends the empty body',
    needs: ['sends'],
    run: async (bench) => {
      const socket = bench.open();
      const body = await bench.transmit(socket, await bench.connect(socket), bytes(''));
      equal(body.length, 0, 'length of the body');
    },
  },
  {
    id: 'G-23',
    title: '[G-23] receives a body of 10 MiB, and what comes after it',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open();
      const peer = await bench.connect(socket);
      for (const body of [pattern(LARGE), bytes('small')]) {
        equalBytes((await bench.receive(socket, peer, body)).body, body, 'the body received');
      }
    },
  },
  {
    id: 'G-23-send',
    title: '[G-23] sends a body of 10 MiB, and what comes after it',
    needs: ['sends'],
    run: async (bench) => {
      const socket = bench.open();
      const peer = await bench.connect(socket);
      for (const body of [pattern(LARGE), bytes('small')]) {
        equalBytes(await bench.transmit(socket, peer, body), body, 'the body sent');
      }
    },
  },
  {
    id: 'G-24',
    title: '[G-24] tells of every message which pipe it came from, with the id that the hook saw',
    needs: ['receives'],
    run: async (bench) => {
      const socket = bench.open();
      const peer = await bench.connect(socket);
      const got = await bench.receive(socket, peer, bytes('x'));
      equal(got.pipe?.id, peer.id, 'id of the pipe of a message');
    },
  },
  {
    id: 'G-28',
    title: '[G-28] drops what a closing pipe holds because the queue is full, and goes on',
    needs: ['stopsPeers'],
    run: async (bench) => {
      const socket = bench.open({ readQLen: 1 });
      const peer = await bench.connect(socket);
      bench.deliver(peer, bytes('queued'));
      bench.deliver(peer, bytes('held'));
      check(peer.pipe.paused, 'the peer was not stopped by a full queue');
      peer.pipe.lose();
      await settled();
      equal(bench.detached.join(), String(peer.id), 'pipes detached');
      const queued = await bench.finished(bench.recv(socket), 'recv of a queued message');
      equalBytes(queued.body, bytes('queued'), 'what was queued');
      const other = await bench.connect(socket);
      const got = await bench.receive(socket, other, bytes('next'));
      equalBytes(got.body, bytes('next'), 'what came next');
    },
  },
];
