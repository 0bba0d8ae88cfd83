import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createPull, createPush, createRep, createReq, type PipeProperties } from '@sp/node';
import { closing, freeAddress, net, until } from './sockets.ts';

const free = (): `ipc://${string}` => freeAddress('ipc') as `ipc://${string}`;

describe('sockets over ipc', () => {
  test('[transports 13.5.6, OPT-2] bits outside of 0777 and wrong types are ERR_SP_BAD_VALUE, and keep the old value', () => {
    const listener = createPull(net).newListener(free(), { chmod: 0o640 });
    for (const [name, values] of [
      ['chmod', [0o1000, -1, '0640', true]],
      ['owner', [-1, 'root', 0.5]],
      ['group', [2 ** 32, 'root', null]],
    ] as const) {
      for (const value of values) {
        const change = (): void => listener.configure({ [name]: value });
        expect(change).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
      }
    }
    expect(listener.options).toMatchObject({ chmod: 0o640, owner: undefined });
  });

  test('[transports 13.5.6] our choice: permissions can be read back', () => {
    const listener = createPull(net).newListener(free(), { chmod: 0o640, owner: 12, group: 34 });
    expect(['chmod', 'owner', 'group'].map((name) => listener.getOption(name))).toEqual([0o640, 12, 34]);
  });

  test('[transports 13.5.6, OPT-3, OPT-6] dialers have no permissions, and nobody has options of TCP', () => {
    const push = closing(createPush(net));
    for (const options of [{ chmod: 0o640 }, { owner: 0 }, { group: 0 }, { noDelay: true }, { keepAlive: true }]) {
      expect(() => push.newDialer(free(), options as never)).toThrow(
        expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
      );
    }
    expect(() => push.newListener(free(), { noDelay: true } as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SP_BAD_OPTION' }),
    );
  });

  test('[transports 13.5.7, OPT-3] a property that the transport does not know is ERR_SP_BAD_PROPERTY', async () => {
    const pull = closing(createPull(net));
    const push = closing(createPush(net));
    // Over TCP there are no credentials at all.
    await push.dial((await pull.listen('tcp://127.0.0.1:0')).address);
    await push.send('who');
    const { pipe } = await pull.recv();
    for (const name of ['peerPid', 'peerUid', 'peerGid'] satisfies (keyof PipeProperties)[]) {
      expect(() => pipe?.property(name)).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_PROPERTY' }));
    }
  });

  test('[transports 13.5.12] a dialer in the background connects once the listener appears', async () => {
    const address = free();
    const push = closing(createPush(net, { reconnectTime: 5 }));
    const dialer = await push.dial(address, { dialAsync: true });
    await until(() => (push.stats().findObject('dialer', dialer)?.find('refused')?.number ?? 0) >= 2);
    const pull = closing(createPull(net));
    await pull.listen(address);
    await push.send('at last');
    expect((await pull.recv()).text()).toBe('at last');
  });

  test('[transports 13.5.5] closing the socket removes the file', async () => {
    const address = free();
    const rep = createRep(net);
    await rep.listen(address);
    const req = closing(createReq(net));
    await req.dial(address);
    expect(existsSync(address.slice('ipc://'.length))).toBe(true);
    await rep.close();
    expect(existsSync(address.slice('ipc://'.length))).toBe(false);
  });
});
