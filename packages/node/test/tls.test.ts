import { describe, expect, test } from '@jest/globals';
import { createPull, createPush } from '@sp/node';
import { certified } from './certified-net.ts';
import { closing, net, type AnySocket } from './sockets.ts';

const trust = { ca: certified.cert };

const refuses = (set: () => unknown): void => {
  expect(set).toThrow(expect.objectContaining({ code: 'ERR_SP_BAD_VALUE' }));
};

describe('sockets over tls+tcp', () => {
  test('[transports 13.4.2] a listener without configuration or certificate fails, and works once it has them', async () => {
    const pull = closing(createPull(net));
    const listener = pull.newListener('tls+tcp://127.0.0.1:0');
    await expect(listener.listen()).rejects.toMatchObject({ code: 'ERR_SP_TLS_NO_CONFIG' });
    listener.configure({ tls: trust });
    await expect(listener.listen()).rejects.toMatchObject({ code: 'ERR_SP_TLS_NO_CERT' });
    listener.configure({ tls: certified });
    await listener.listen();
    const push = closing(createPush(net));
    await push.dial(listener.address, { tls: trust });
    await push.send('hello');
    expect((await pull.recv()).text()).toBe('hello');
  });

  test('[transports 13.4.5, OPT-2] a configuration is an object, and reads back as it was set', () => {
    const socket: AnySocket = closing(createPull(net));
    const listener = socket.newListener('tls+tcp://127.0.0.1:0', { tls: certified });
    const dialer = socket.newDialer('tls+tcp://127.0.0.1:1', { tls: trust });
    expect(listener.getOption('tls')).toBe(certified);
    expect(dialer.getOption('tls')).toBe(trust);
    for (const wrong of ['certificate', 1, true, null, [certified]]) {
      refuses(() => listener.configure({ tls: wrong } as never));
      refuses(() => dialer.configure({ tls: wrong } as never));
    }
    expect([listener.options, dialer.options]).toMatchObject([{ tls: certified }, { tls: trust }]);
  });

  test('[transports 13.4.3] a certificate that is not trusted is counted as a failure of authentication', async () => {
    const pull = closing(createPull(net));
    const { address } = await pull.listen('tls+tcp://127.0.0.1:0', { tls: certified });
    const push = closing(createPush(net));
    const dialer = push.newDialer(address);
    await expect(dialer.dial()).rejects.toMatchObject({ code: 'ERR_SP_TLS_AUTH' });
    expect(push.stats().findObject('dialer', dialer)?.find('auth')?.number).toBe(1);
  });

  test('[transports 13.4.11] our choice: a dialer takes a new configuration for its next connection', async () => {
    const pull = closing(createPull(net));
    const { address } = await pull.listen('tls+tcp://127.0.0.1:0', { tls: certified });
    const dialer = closing(createPush(net)).newDialer(address);
    await expect(dialer.dial()).rejects.toMatchObject({ code: 'ERR_SP_TLS_AUTH' });
    dialer.configure({ tls: trust });
    await dialer.dial();
  });
});
