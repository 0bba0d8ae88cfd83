import { afterEach, describe, expect, test } from '@jest/globals';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createSurveyor, type Surveyor, type SurveyorOptions } from '@sp/protocol-surveyor';

const newNet = mockNets(afterEach);

/** A socket with one peer that has one survey. */
async function asked(
  options?: Partial<SurveyorOptions>,
): Promise<{ net: MockNet; surveyor: Surveyor; peer: MockPipe; id: Uint8Array }> {
  const net = newNet();
  const surveyor = createSurveyor(net.net, options);
  const peer = await net.connect(surveyor);
  await surveyor.send('question');
  return { net, surveyor, peer, id: idOf(peer.sent[0]) };
}

const PROTO_STATE = { code: 'ERR_SP_PROTO_STATE' };

describe('the time of a survey', () => {
  test('[SURV-3] it passes while recv waits, nobody was asked: that recv ends with ERR_SP_PROTO_STATE, as do later ones', async () => {
    const net = newNet();
    const surveyor = createSurveyor(net.net, { surveyTime: 50, recvDeadline: 1000 });
    await surveyor.send('anybody?');
    const recv = watch(surveyor.recv());
    await net.clock.advance(49);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_PROTO_STATE');
    await expect(surveyor.recv()).rejects.toMatchObject(PROTO_STATE);
  });

  test('[SURV-8] responses that nobody has received by then are discarded and counted; late ones are unmatched', async () => {
    const { net, surveyor, peer, id } = await asked({ surveyTime: 50 });
    peer.deliver(id, 'in time');
    peer.deliver(id, 'in time as well');
    await net.clock.advance(50);
    await expect(surveyor.recv()).rejects.toMatchObject(PROTO_STATE);
    peer.deliver(id, 'late');
    expect([counter(surveyor, 'unread'), counter(surveyor, 'rx_unmatched')]).toEqual([2, 1]);
    await expect(surveyor.recv()).rejects.toMatchObject(PROTO_STATE);
    expect(peer.closed).toBe(false);
  });

  test('it is read when the survey is sent', async () => {
    const { net, surveyor } = await asked({ surveyTime: 50 });
    surveyor.configure({ surveyTime: 10 });
    const recv = watch(surveyor.recv());
    await net.clock.advance(49);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_PROTO_STATE');
    await surveyor.send('short');
    await net.clock.advance(10);
    await expect(surveyor.recv()).rejects.toMatchObject(PROTO_STATE);
  });

  test('[SURV-18] a surveyTime of Infinity never ends a survey (our number for 0), 0 is ERR_SP_BAD_VALUE (pins our choice)', async () => {
    const { net, surveyor, peer, id } = await asked({ surveyTime: Infinity });
    const recv = watch(surveyor.recv());
    await net.clock.advance(2 ** 40);
    expect(recv.state).toBe('pending');
    peer.deliver(id, 'after thirty years');
    await settled();
    expect(recv.state).toBe('after thirty years');
    for (const surveyTime of [0, -1, NaN]) {
      expect(() => {
        surveyor.configure({ surveyTime });
      }).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
    }
  });

  test('[SURV-18] a time longer than timers can be is not cut short', async () => {
    const { net, surveyor } = await asked({ surveyTime: 2 ** 32 });
    const recv = watch(surveyor.recv());
    await net.clock.advance(2 ** 32 - 1);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_PROTO_STATE');
  });

  test('it keeps no timer once the survey is over', async () => {
    const { net, surveyor } = await asked({ surveyTime: 50 });
    await net.clock.advance(50);
    await surveyor.close();
    expect(net.clock.pending).toBe(0);
  });
});

describe('a newer survey', () => {
  test('[SURV-5, SURV-7] a recv that waits ends with ERR_SP_CANCELED; responses to the new survey are received', async () => {
    const { surveyor, peer } = await asked();
    const recv = watch(surveyor.recv());
    await surveyor.send('next');
    await settled();
    expect(recv.state).toBe('ERR_SP_CANCELED');
    peer.deliver(idOf(peer.sent[1]), 'to the next');
    expect((await surveyor.recv()).text()).toBe('to the next');
  });

  test('[SURV-6, SURV-7] unread responses are discarded and counted, later ones to the old id are ignored', async () => {
    const { surveyor, peer, id } = await asked();
    peer.deliver(id, 'unread');
    await surveyor.send('next');
    peer.deliver(id, 'too late');
    expect(surveyor.tryRecv()).toBeUndefined();
    expect([counter(surveyor, 'unread'), counter(surveyor, 'rx_unmatched')]).toEqual([1, 1]);
    peer.deliver(idOf(peer.sent[1]), 'to the next');
    expect((await surveyor.recv()).text()).toBe('to the next');
  });

  test('the end of the old survey does not end the new one', async () => {
    const { net, surveyor } = await asked({ surveyTime: 50 });
    await net.clock.advance(30);
    await surveyor.send('next');
    const recv = watch(surveyor.recv());
    await net.clock.advance(49);
    expect(recv.state).toBe('pending');
    await net.clock.advance(1);
    expect(recv.state).toBe('ERR_SP_PROTO_STATE');
  });
});
