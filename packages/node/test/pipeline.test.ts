import { describe, expect, test } from '@jest/globals';
import { createPull, createPush, createRawPull, createRawPush, device } from '@sp/node';
import { closing, connect, net, schemes, textsUntil } from './sockets.ts';

describe.each(schemes)('pipelines over %s', (scheme) => {
  test('[PULL-4, PUSH-4] everything arrives, in order', async () => {
    const push = closing(createPush(net));
    const pull = closing(createPull(net));
    for (let n = 0; n < 100; n += 1) await push.send(`${n}`);
    await connect(pull, [push], scheme);
    await push.send('end');
    expect(await textsUntil(pull, 'end')).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`));
  });

  test('[PUSH-6] five pullers that keep up share 100 messages, exactly 20 for each', async () => {
    const push = closing(createPush(net));
    const pulls = Array.from({ length: 5 }, () => closing(createPull(net)));
    await connect(push, pulls, scheme);
    const counts = pulls.map(() => 0);
    const readers = pulls.map(async (pull, n) => {
      while ((await pull.recv()).text() !== 'end') counts[n] = (counts[n] ?? 0) + 1;
    });
    for (let n = 0; n < 100; n += 1) await push.send(`${n}`);
    for (let n = 0; n < 5; n += 1) await push.send('end');
    await Promise.all(readers);
    expect(counts).toEqual([20, 20, 20, 20, 20]);
  });

  test('[PULL-5] a puller that does not read stops the pusher at last; nothing is lost afterwards', async () => {
    const push = closing(createPush(net, { writeQLen: 3, sendDeadline: 100 }));
    const pull = closing(createPull(net, { readQLen: 3 }));
    await connect(pull, [push], scheme);
    const body = 'x'.repeat(100_000);
    let sent = 0;
    try {
      for (; sent < 1_000; sent += 1) await push.send(`${sent} ${body}`);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_SP_SEND_TIMEOUT' });
    }
    expect(sent).toBeGreaterThan(3);
    expect(sent).toBeLessThan(1_000);
    push.configure({ sendDeadline: Infinity });
    const reader = textsUntil(pull, 'end');
    await push.send('end');
    expect((await reader).map((text) => parseInt(text, 10))).toEqual(Array.from({ length: sent }, (_, n) => n));
  });

  test('[PUSH-8] a puller that does not read does not stop the others', async () => {
    const push = closing(createPush(net));
    const [stalled, quick] = [closing(createPull(net, { readQLen: 0 })), closing(createPull(net))];
    await connect(push, [stalled, quick], scheme);
    const body = new Uint8Array(100_000);
    let received = 0;
    void (async () => {
      for await (const message of quick) received += message.body.length > 0 ? 1 : 0;
    })();
    for (let n = 0; n < 1_000; n += 1) await push.send(body);
    expect(received).toBeGreaterThan(500);
  });

  test('[PULL-10] several pushers are served alike', async () => {
    const pull = createPull(net, { readQLen: 2 });
    const pushes = [createPush(net), createPush(net), createPush(net)];
    await connect(pull, pushes, scheme);
    let over = false;
    const senders = pushes.map(async (push, n) => {
      while (!over) await push.send(`${n}`);
    });
    const counts = [0, 0, 0];
    for (let n = 0; n < 6_000; n += 1) {
      const from = Number((await pull.recv()).text());
      counts[from] = (counts[from] ?? 0) + 1;
    }
    over = true;
    const closed = [...pushes, pull].map((socket) => socket.close());
    await Promise.allSettled(senders);
    await Promise.all(closed);
    for (const count of counts) expect(count).toBeGreaterThan(1_000);
  });

  test('a device of raw sockets passes everything on', async () => {
    const push = closing(createPush(net));
    const [front, back] = [closing(createRawPull(net)), closing(createRawPush(net))];
    const pull = closing(createPull(net));
    await connect(front, [push], scheme);
    await connect(pull, [back], scheme);
    const running = device(front, back);
    for (let n = 0; n < 500; n += 1) await push.send(`${n}`);
    await push.send('end');
    expect(await textsUntil(pull, 'end')).toHaveLength(500);
    running.close();
    await running.done;
  });
});
