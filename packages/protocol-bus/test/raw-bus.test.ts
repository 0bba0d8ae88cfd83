import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { wordBytes } from '@sp/core/protocol';
import { counter, mockNets, settled, type MockNet, type MockPipe } from '@sp/compliance';
import { createRawBus, type BusOptions, type RawBus } from '@sp/protocol-bus';

const newNet = mockNets(afterEach);

/** A socket with three peers, and the ids of their pipes. */
async function open(
  options?: Partial<BusOptions>,
): Promise<{ net: MockNet; bus: RawBus; peers: [MockPipe, MockPipe, MockPipe]; ids: number[] }> {
  const net = newNet();
  const bus = createRawBus(net.net, options);
  const ids: number[] = [];
  bus.setPipeHook({ attached: (pipe) => ids.push(pipe.id) });
  const peers: [MockPipe, MockPipe, MockPipe] = [
    await net.connect(bus),
    await net.connect(bus),
    await net.connect(bus),
  ];
  bus.setPipeHook(undefined);
  return { net, bus, peers, ids };
}

const sent = (peers: readonly MockPipe[]): number[][][] =>
  peers.map((peer) => peer.sent.map((message) => [...message.bytes]));

describe('headers', () => {
  test('[XBUS-1] the header of what is received is the id of its pipe; the body is what came', async () => {
    const { bus, peers, ids } = await open();
    peers[1].deliver(Uint8Array.of(1, 2, 3, 4, 5));
    const message = await bus.recv();
    expect([message.header, message.body]).toEqual([wordBytes(ids[1]!), Uint8Array.of(1, 2, 3, 4, 5)]);
    expect(message.pipe?.id).toBe(ids[1]);
  });

  test('[XBUS-3] a message sent back as it was received goes to all but its source', async () => {
    const { bus, peers } = await open();
    peers[1].deliver(Uint8Array.of(7));
    await bus.send(await bus.recv());
    expect(sent(peers)).toEqual([[[7]], [], [[7]]]);
  });

  test('[XBUS-2] the id of a pipe that is not there is taken off, and everybody gets the message', async () => {
    const { bus, peers, ids } = await open();
    const unknown = [1, 2, 3, 4].find((id) => !ids.includes(id))!;
    await bus.send(new Message(Uint8Array.of(7), wordBytes(unknown)));
    expect(sent(peers)).toEqual([[[7]], [[7]], [[7]]]);
    peers[0].lose();
    await settled();
    await bus.send(new Message(Uint8Array.of(8), wordBytes(ids[0]!)));
    expect(sent(peers.slice(1))).toEqual([
      [[7], [8]],
      [[7], [8]],
    ]);
  });

  test('without a header everybody gets the message', async () => {
    const { bus, peers } = await open();
    await bus.send(Uint8Array.of(7));
    expect(sent(peers)).toEqual([[[7]], [[7]], [[7]]]);
  });

  test('what follows the id in the header is sent in front of the body; a header shorter than an id is sent whole', async () => {
    const { bus, peers, ids } = await open();
    await bus.send(new Message(Uint8Array.of(7), Uint8Array.of(...wordBytes(ids[2]!), 5, 6)));
    await bus.send(new Message(Uint8Array.of(8), Uint8Array.of(0, 0, 1)));
    expect(sent(peers)).toEqual([
      [
        [5, 6, 7],
        [0, 0, 1, 8],
      ],
      [
        [5, 6, 7],
        [0, 0, 1, 8],
      ],
      [[0, 0, 1, 8]],
    ]);
  });
});

test('[XBUS-4] full queues drop what has no room, and count it; nobody else is affected, nothing waits', async () => {
  const { bus, peers } = await open({ writeQLen: 1 });
  peers[0].hold();
  for (let n = 0; n < 100; n++) expect(bus.trySend(Uint8Array.of(n))).toBe(true);
  expect([peers[1].sent.length, peers[2].sent.length, counter(bus, 'tx_discard')]).toEqual([100, 100, 98]);
  peers[0].release();
  expect(sent(peers)[0]).toEqual([[0], [1]]);
});

test('what a peer that left had queued is counted', async () => {
  const { bus, peers } = await open();
  peers[0].hold();
  for (let n = 0; n < 5; n++) await bus.send(Uint8Array.of(n));
  peers[0].lose();
  await settled();
  expect(counter(bus, 'pipe_closed')).toBe(4);
  await bus.send('goes on');
  expect(peers[1].sent).toHaveLength(6);
});

test('sending and receiving on a closed socket is ERR_SP_CLOSED', async () => {
  const { bus } = await open();
  await bus.close();
  await expect(bus.send('x')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  await expect(bus.recv()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
});
