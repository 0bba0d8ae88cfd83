import { afterEach, describe, expect, test } from '@jest/globals';
import { Message } from '@sp/core';
import { counter, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createRespondent, type Respondent, type RespondentOptions } from '@sp/protocol-respondent';

const newNet = mockNets(afterEach);

const ID = Uint8Array.of(0x80, 0, 0, 1);

interface Bench {
  readonly net: MockNet;
  readonly respondent: Respondent;
  readonly peer: MockPipe;
  /** Delivers a survey, and receives it. */
  ask(): Promise<Message>;
}

async function open(options?: Partial<RespondentOptions>): Promise<Bench> {
  const net = newNet();
  const respondent = createRespondent(net.net, options);
  const peer = await net.connect(respondent);
  return {
    net,
    respondent,
    peer,
    ask() {
      peer.deliver(ID, 'question');
      return respondent.recv();
    },
  };
}

/** The peer stops reading, its connection is full, and another survey is there to be answered. */
async function stalled(options?: Partial<RespondentOptions>): Promise<Bench> {
  const bench = await open(options);
  bench.peer.hold();
  await bench.ask();
  await bench.respondent.send('fills the connection');
  await bench.ask();
  return bench;
}

const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

describe('a surveyor that does not read', () => {
  test('[RESP-11] the response times out: ERR_SP_SEND_TIMEOUT, the header is restored, the survey is used up', async () => {
    const { net, respondent, peer } = await stalled({ sendDeadline: 25 });
    const message = new Message('late');
    const send = watch(respondent.send(message));
    await net.clock.advance(24);
    expect(send.state).toBe('pending');
    await net.clock.advance(1);
    expect(send.state).toBe('ERR_SP_SEND_TIMEOUT');
    expect([message.header, message.text()]).toEqual([Uint8Array.of(), 'late']);
    await expect(respondent.send(message)).rejects.toMatchObject(PROTO_STATE);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['fills the connection']);
  });

  test('[RESP-11] with writeQLen 1 some responses succeed, then ERR_SP_SEND_TIMEOUT (pins our choice: a mock pipe that holds one)', async () => {
    const { respondent, peer, ask } = await open({ writeQLen: 1, sendDeadline: 0 });
    peer.hold();
    const outcomes: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      await ask();
      const send = watch(respondent.send(`${n}`));
      await settled();
      outcomes.push(send.state);
    }
    expect(outcomes).toEqual(['done', 'done', 'ERR_SP_SEND_TIMEOUT', 'ERR_SP_SEND_TIMEOUT']);
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['0', '1']);
  });

  test('[RESP-11] with bestEffort a hundred rounds succeed, and what was dropped is counted', async () => {
    const { respondent, peer, ask } = await open({ bestEffort: true });
    peer.hold();
    for (let n = 0; n < 100; n++) {
      await ask();
      await respondent.send(`${n}`);
    }
    peer.release();
    expect([peer.sent.length, counter(respondent, 'best_effort')]).toEqual([1, 99]);
  });

  test('[RESP-12] the context closes while its send waits: ERR_SP_CLOSED, and nothing is sent', async () => {
    const { respondent, peer } = await stalled();
    const context = respondent.openContext();
    peer.deliver(ID, 'for the context');
    await context.recv();
    const send = watch(context.send('answer'));
    await settled();
    expect(send.state).toBe('pending');
    context.close();
    await settled();
    expect(send.state).toBe('ERR_SP_CLOSED');
    peer.release();
    expect(peer.sent.map(({ text }) => text)).toEqual(['fills the connection']);
    await respondent.send('the socket goes on');
    expect(peer.sent).toHaveLength(2);
  });

  test('the socket closes while a send waits: ERR_SP_CLOSED', async () => {
    const { net, respondent } = await stalled();
    const send = watch(respondent.send('answer'));
    const closing = respondent.close();
    await net.clock.advance(1000);
    expect([send.state, await closing]).toEqual(['ERR_SP_CLOSED', { dropped: 1 }]);
  });

  test('its pipe goes while the response waits: send succeeds, the drop is counted', async () => {
    const { respondent, peer } = await stalled();
    const send = watch(respondent.send('waits'));
    peer.lose();
    await settled();
    expect([send.state, counter(respondent, 'pipe_closed')]).toEqual(['done', 1]);
  });

  test('a response that waits leaves when the peer reads again, bytes as they were at the call', async () => {
    const { respondent, peer } = await stalled();
    const payload = Uint8Array.of(1, 2, 3);
    const send = watch(respondent.send(payload));
    payload.fill(0);
    peer.take();
    await settled();
    expect([send.state, peer.held?.bytes]).toEqual(['done', Uint8Array.of(0x80, 0, 0, 1, 1, 2, 3)]);
  });

  test('a trySend that returns false has used nothing up', async () => {
    const { respondent, peer } = await stalled();
    expect(respondent.trySend('response')).toBe(false);
    peer.release();
    expect(respondent.trySend('response')).toBe(true);
    expect(peer.sent[1]?.text).toBe('response');
  });

  test('writeQLen applies to pipes attached later', async () => {
    const { net, respondent, peer: old } = await open();
    respondent.configure({ writeQLen: 2 });
    const young = await net.connect(respondent);
    const accepted = async (peer: MockPipe): Promise<number> => {
      peer.hold();
      for (let count = 0; ; count += 1) {
        peer.deliver(ID, 'question');
        await respondent.recv();
        if (!respondent.trySend('response')) return count;
      }
    };
    expect([await accepted(old), await accepted(young)]).toEqual([1, 3]);
  });
});
