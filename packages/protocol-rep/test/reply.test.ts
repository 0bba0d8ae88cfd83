import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRep, type Rep, type RepOptions } from '@sp/protocol-rep';

const newNet = mockNets(afterEach);

const ID = Uint8Array.of(0x80, 0, 0, 1);

/** A socket with one peer, whose requests can be received at will. */
async function open(
  options?: Partial<RepOptions>,
): Promise<{ net: MockNet; rep: Rep; peer: MockPipe; ask(): Promise<Message> }> {
  const net = newNet();
  const rep = createRep(net.net, options);
  const peer = await net.connect(rep);
  return {
    net,
    rep,
    peer,
    ask() {
      peer.deliver(ID, 'question');
      return rep.recv();
    },
  };
}

/** The peer stops reading, and its connection is full. */
async function stall({ rep, peer, ask }: { rep: Rep; peer: MockPipe; ask(): Promise<Message> }): Promise<void> {
  peer.hold();
  await ask();
  await rep.send('fills the connection');
}

const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

describe('a requester that is gone', () => {
  test('[REP-8] it left before the reply: send succeeds, the drop is counted', async () => {
    const { rep, peer, ask } = await open();
    await ask();
    peer.lose();
    await settled();
    await rep.send('to nobody');
    expect(counter(rep, 'no_peer')).toBe(1);
    await expect(rep.send('again')).rejects.toMatchObject(PROTO_STATE);
  });

  test('[REP-9] we closed its pipe before the reply: send succeeds, the request is used up', async () => {
    const { rep, peer, ask } = await open();
    const request = await ask();
    request.pipe?.close();
    await rep.send('to nobody');
    expect([peer.sent, counter(rep, 'no_peer')]).toEqual([[], 1]);
    await expect(rep.send('again')).rejects.toMatchObject(PROTO_STATE);
  });

  test('[REP-14] its pipe goes while the reply waits: send succeeds, the drop is counted', async () => {
    const context = await open();
    const { rep, peer, ask } = context;
    await stall(context);
    await ask();
    const send = watch(rep.send('waits'));
    await settled();
    expect(send.state).toBe('pending');
    peer.lose();
    await settled();
    expect([send.state, counter(rep, 'pipe_closed')]).toEqual(['done', 1]);
  });
});

test('[REP-14] replies queued for a pipe go with it, and are counted', async () => {
  const { rep, peer, ask } = await open({ writeQLen: 2 });
  peer.hold();
  for (const text of ['in the connection', 'queued', 'queued too']) {
    await ask();
    await rep.send(text);
  }
  peer.lose();
  await settled();
  expect(counter(rep, 'pipe_closed')).toBe(2);
  expect(await rep.close()).toEqual({ dropped: 0 });
});

describe('a requester that does not read', () => {
  test('[REP-10] the reply times out: ERR_SP_SEND_TIMEOUT, the header is restored, the request is used up', async () => {
    const context = await open({ sendDeadline: 25 });
    const { net, rep, peer, ask } = context;
    await stall(context);
    await ask();
    const message = new Message('late');
    const send = watch(rep.send(message));
    await net.clock.advance(24);
    expect(send.state).toBe('pending');
    await net.clock.advance(1);
    expect(send.state).toBe('ERR_SP_SEND_TIMEOUT');
    expect([message.header, message.text()]).toEqual([Uint8Array.of(), 'late']);
    await expect(rep.send(message)).rejects.toMatchObject(PROTO_STATE);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['fills the connection']);
  });

  test('[REP-11] with writeQLen 1 some replies succeed, then ERR_SP_SEND_TIMEOUT (pins our choice: a mock pipe that holds one)', async () => {
    const { rep, peer, ask } = await open({ writeQLen: 1, sendDeadline: 0 });
    peer.hold();
    const outcomes: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      await ask();
      const send = watch(rep.send(`${n}`));
      await settled();
      outcomes.push(send.state);
    }
    expect(outcomes).toEqual(['done', 'done', 'ERR_SP_SEND_TIMEOUT', 'ERR_SP_SEND_TIMEOUT']);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['0', '1']);
  });

  test('[REP-12] with bestEffort 100 rounds succeed, and what was dropped is counted', async () => {
    const { rep, peer, ask } = await open({ bestEffort: true });
    peer.hold();
    for (let n = 0; n < 100; n++) {
      await ask();
      await rep.send(`${n}`);
    }
    peer.release();
    expect([peer.sent.length, counter(rep, 'best_effort')]).toEqual([1, 99]);
  });

  test('[REP-27] a sendDeadline of 0: an idle pipe takes the reply, a stalled one gives ERR_SP_SEND_TIMEOUT (our numbers)', async () => {
    const context = await open({ sendDeadline: 0 });
    const { rep, peer, ask } = context;
    await ask();
    await rep.send('idle');
    await stall(context);
    await ask();
    await expect(rep.send('stalled')).rejects.toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
    await expect(rep.send('used up')).rejects.toMatchObject(PROTO_STATE);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['idle', 'fills the connection']);
  });

  test('a trySend that returns false has used nothing up', async () => {
    const context = await open();
    const { rep, peer, ask } = context;
    await stall(context);
    await ask();
    const message = new Message('reply', Uint8Array.of(4));
    expect(rep.trySend(message)).toBe(false);
    expect(message.header).toEqual(Uint8Array.of(4));
    peer.release();
    expect(rep.trySend(message)).toBe(true);
    expect(peer.sent[1]?.bytes).toEqual(Uint8Array.of(0x80, 0, 0, 1, 0x72, 0x65, 0x70, 0x6c, 0x79));
  });

  test('a reply that waits leaves when the peer reads again, bytes as they were at the call', async () => {
    const context = await open();
    const { rep, peer, ask } = context;
    await stall(context);
    await ask();
    const payload = Uint8Array.of(1, 2, 3);
    const send = watch(rep.send(payload));
    payload.fill(0);
    peer.take();
    await settled();
    expect([send.state, peer.held?.bytes]).toEqual(['done', Uint8Array.of(0x80, 0, 0, 1, 1, 2, 3)]);
  });

  test('[REP-23] changing writeQLen affects only pipes attached later', async () => {
    const { net, rep, peer: old } = await open({ sendDeadline: 0 });
    rep.configure({ writeQLen: 2 });
    const young = await net.connect(rep);
    const accepted = async (peer: MockPipe): Promise<number> => {
      peer.hold();
      for (let count = 0; ; count += 1) {
        peer.deliver(ID, 'question');
        await rep.recv();
        if (!rep.trySend('reply')) return count;
      }
    };
    expect([await accepted(old), await accepted(young)]).toEqual([1, 3]);
  });

  test('closing lets queued replies leave within linger, waiting ones fail at once', async () => {
    const { net, rep, peer, ask } = await open({ writeQLen: 1 });
    peer.hold();
    for (const text of ['in the connection', 'queued']) {
      await ask();
      await rep.send(text);
    }
    await ask();
    const waiting = watch(rep.send('waiting'));
    const closing = rep.close();
    await settled();
    expect(waiting.state).toBe('ERR_SP_CLOSED');
    peer.release();
    expect(await closing).toEqual({ dropped: 0 });
    expect(peer.sent.map(({ text }) => text)).toEqual(['in the connection', 'queued']);
    expect(net.clock.pending).toBe(0);
  });
});
