import { describe, expect, test } from '@jest/globals';
import { createPair, createPull, createPush, createRep, createReq, Message, type Pipe } from '@sp/node';
import { certifiedNet as net } from './certified-net.ts';
import { closing, connect, everyScheme, freeAddress, until } from './sockets.ts';

const events = (): { attached: Pipe[]; detached: Pipe[] } => ({ attached: [], detached: [] });

const record = (into: ReturnType<typeof events>): { attached(pipe: Pipe): void; detached(pipe: Pipe): void } => ({
  attached: (pipe) => into.attached.push(pipe),
  detached: (pipe) => into.detached.push(pipe),
});

describe.each(everyScheme)('sockets over %s', (scheme) => {
  test('[TR-7] ten requests get their replies in order', async () => {
    const rep = closing(createRep(net));
    const req = closing(createReq(net));
    await connect(rep, [req], scheme);
    void rep.serve((request) => `re ${request.text()}`);
    for (let n = 0; n < 10; n += 1) expect((await req.request(`${n}`)).text()).toBe(`re ${n}`);
  });

  test('[TR-5, transports 13.1.8] a peer of another protocol is refused; the listener goes on', async () => {
    const pull = closing(createPull(net));
    const { address } = await pull.listen(freeAddress(scheme));
    await expect(closing(createReq(net)).dial(address)).rejects.toMatchObject({ code: 'ERR_SP_BAD_PROTO' });
    const push = closing(createPush(net));
    await push.dial(address);
    await push.send('still here');
    expect((await pull.recv()).text()).toBe('still here');
  });

  test('[transports 13.1.4] our choice: there is no accept to call early; before listen a dial finds nobody', async () => {
    const pull = closing(createPull(net));
    const listener = pull.newListener(
      scheme.includes('tcp') ? net.parse(`${scheme}://127.0.0.1:1`) : freeAddress(scheme),
    );
    expect('accept' in listener).toBe(false);
    await expect(closing(createPush(net)).dial(net.parse(listener.address))).rejects.toMatchObject({
      code: 'ERR_SP_CONN_REFUSED',
    });
  });

  test('[transports 13.1.19] a closed dialer does not dial, a closed listener does not listen', async () => {
    const pull = closing(createPull(net));
    const { address } = await pull.listen(freeAddress(scheme));
    const push = closing(createPush(net));
    const dialer = push.newDialer(address);
    const listener = pull.newListener(freeAddress(scheme));
    dialer.close();
    listener.close();
    await expect(dialer.dial()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    await expect(listener.listen()).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
  });

  test('[transports 13.1.21] a dialer connects again when its peer comes back at the address', async () => {
    const first = createPull(net);
    const { address } = await first.listen(freeAddress(scheme));
    const push = closing(createPush(net, { reconnectTime: 5 }));
    const seen = events();
    push.setPipeHook(record(seen));
    await push.dial(address);
    await first.close();
    const second = closing(createPull(net));
    await second.listen(address);
    // What is sent before the loss is noticed goes down with the old pipe.
    await until(() => seen.detached.length === 1);
    await push.send('again');
    expect((await second.recv()).text()).toBe('again');
  });

  test('[transports 13.1.22] a second PAIR is refused and keeps trying; the first is not disturbed, then replaced', async () => {
    const server = closing(createPair(net));
    const { address } = await server.listen(freeAddress(scheme));
    const first = createPair(net);
    await first.dial(address);
    const second = closing(createPair(net, { reconnectTime: 5 }));
    const seen = events();
    second.setPipeHook(record(seen));
    await second.dial(address);
    await until(() => seen.detached.length >= 3);
    await first.send('first');
    expect((await server.recv()).text()).toBe('first');
    await first.close();
    await until(() => seen.attached.length > seen.detached.length && server.stats().find('pipes')?.number === 1);
    await second.send('second');
    expect((await server.recv()).text()).toBe('second');
  });

  test('[transports 13.1.23] a socket that waits to connect closes promptly, and its waiting send ends', async () => {
    const push = createPush(net, { writeQLen: 0 });
    const taken = closing(createPull(net));
    const { address } = await taken.listen(freeAddress(scheme));
    await taken.close().catch(() => undefined);
    await push.dial(address, { dialAsync: true });
    const waiting = expect(push.send('never')).rejects.toMatchObject({ code: 'ERR_SP_CLOSED' });
    expect(await push.close()).toEqual({ dropped: 0 });
    await waiting;
  });

  test('[transports 13.1.27] a message tells its pipe, with id, addresses and the endpoint that made it', async () => {
    const rep = closing(createRep(net));
    const req = closing(createReq(net));
    const listener = await rep.listen(freeAddress(scheme));
    const dialer = await req.dial(listener.address);
    await req.send('who');
    const { pipe: served } = await rep.recv();
    await rep.send('me');
    const { pipe } = await req.recv();
    expect([pipe?.dialer, pipe?.listener, pipe?.address]).toEqual([dialer, undefined, listener.address]);
    expect([served?.dialer, served?.listener, served?.address]).toEqual([undefined, listener, listener.address]);
    expect(served?.id).not.toBe(pipe?.id);
    expect(pipe?.property('remoteAddress')).toBe(served?.property('localAddress'));
  });
});

describe('receive limits over tcp', () => {
  /** Sends bodies of these sizes one after the other, and returns the sizes that arrive. */
  const arriving = async (pull: ReturnType<typeof createPull>, address: string, sent: number[]): Promise<number[]> => {
    const push = closing(createPush(net, { reconnectTime: 1 }));
    await push.dial(net.parse(address));
    const arrived: number[] = [];
    for (const size of sent) {
      const lost = new Promise<undefined>((resolve) => {
        pull.setPipeHook({
          detached: () => {
            resolve(undefined);
          },
        });
      });
      await push.send(new Message(new Uint8Array(size)));
      const message = await Promise.race([pull.recv(), lost]);
      if (message !== undefined) arrived.push(message.body.length);
    }
    return arrived;
  };

  test('[TR-6, transports 13.1.15] with a limit of 100, sizes 98 to 100 arrive and 101 does not', async () => {
    const pull = closing(createPull(net, { maxRecvSize: 100 }));
    const { address } = await pull.listen('tcp://127.0.0.1:0');
    expect(await arriving(pull, address, [98, 99, 100, 101])).toEqual([98, 99, 100]);
  });

  test('[transports 13.1.16] the limit of a listener goes before that of its socket: 95 arrives, 150 does not', async () => {
    const pull = closing(createPull(net, { maxRecvSize: 200 }));
    const { address } = await pull.listen('tcp://127.0.0.1:0', { maxRecvSize: 100 });
    expect(await arriving(pull, address, [95, 150])).toEqual([95]);
  });
});
