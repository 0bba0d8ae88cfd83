import { describe, expect, it } from '@jest/globals';
import { SpError } from '@sp/core';
import type { ListenRequest } from '@sp/core/transport';
import { settled } from '@sp/compliance';
import { BarePipe } from './support/bare-pipe.ts';
import { code } from './support/code.ts';
import { outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { changed, limited, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://here';

describe('listen', () => {
  it('[LIS-1, TR-3] refuses an address that is taken, and leaves the first listener alone', async () => {
    const mock = testNet();
    const [first, second] = [createPair(mock.net), createPair(mock.net)];
    await first.listen(ADDRESS);
    await expect(second.listen(ADDRESS)).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
    await second.close();
    (await mock.connect(ADDRESS)).deliver('x');
    expect((await first.recv()).text()).toBe('x');
  });

  it('[LIS-2] is refused while the listener is active', async () => {
    const listener = createPair(testNet().net).newListener(ADDRESS);
    const first = listener.listen();
    await expect(listener.listen()).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
    await first;
    await expect(listener.listen()).rejects.toEqual(code('ERR_SP_ADDR_IN_USE'));
  });

  it('[LIS-3] is refused after close, and so is another close', async () => {
    const listener = createPair(testNet().net).newListener(ADDRESS);
    listener.close();
    await expect(listener.listen()).rejects.toEqual(code('ERR_SP_CLOSED'));
    expect(() => listener.close()).toThrow(code('ERR_SP_CLOSED'));
    listener[Symbol.dispose]();
  });

  it('[LIS-4] reports what the transport says, and may be tried again', async () => {
    const mock = testNet();
    const cause = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    let fail = true;
    const net = changed(mock, ({ listen }) => ({
      listen: (request) => (fail ? Promise.reject(cause) : listen(request)),
    }));
    const listener = createPair(net).newListener(ADDRESS);
    await expect(listener.listen()).rejects.toMatchObject({ code: 'ERR_SP_IO', cause });
    fail = false;
    await listener.listen();
    await mock.connect(ADDRESS);
  });

  it('[LIS-7, LIS-8] gives the address really bound, scheme included, which can be dialed; the wildcard can not', async () => {
    const mock = testNet();
    const net = changed(mock, ({ parse, listen }) => ({
      parse: (url, role) => {
        if (role === 'dial' && url.endsWith(':0')) throw new SpError('ERR_SP_BAD_ADDR', url);
        return parse(url, role);
      },
      listen: (request) => listen({ ...request, address: 'mock://host:4711' }),
    }));
    const pair = createPair(net);
    const listener = pair.newListener('mock://host:0');
    expect(listener.address).toBe('mock://host:0');
    await listener.listen();
    expect(listener.address).toBe('mock://host:4711');
    await mock.connect(listener.address);
    await expect(pair.dial('mock://host:0')).rejects.toEqual(code('ERR_SP_BAD_ADDR'));
  });
});

describe('accepting', () => {
  it('[LIS-4, LIS-9, TR-10] goes on after clients that are garbage or do not match', async () => {
    const mock = testNet();
    const requests: ListenRequest<string, object>[] = [];
    const net = changed(mock, ({ listen }) => ({
      listen: (request) => {
        requests.push(request);
        return listen(request);
      },
    }));
    const pair = createPair(net);
    await pair.listen(ADDRESS);
    for (const name of ['ERR_SP_BAD_HEADER', 'ERR_SP_BAD_VERSION', 'ERR_SP_EOF', 'ERR_SP_CONN_TIMEOUT'] as const) {
      requests[0]?.failed(new SpError(name));
    }
    await expect(mock.connect(ADDRESS, 0x20)).rejects.toEqual(code('ERR_SP_BAD_PROTO'));
    (await mock.connect(ADDRESS)).deliver('good');
    expect((await pair.recv()).text()).toBe('good');
  });

  it('[LIS-6] the listener of a message is this object, with its address, and there is no dialer', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const listener = await pair.listen(ADDRESS);
    (await mock.connect(ADDRESS)).deliver('x');
    const { pipe } = await pair.recv();
    expect(pipe?.listener).toBe(listener);
    expect([pipe?.dialer, pipe?.address]).toEqual([undefined, listener.address]);
  });
});

describe('close', () => {
  it('[LIS-5, SOCK-7] frees the address at once', async () => {
    const mock = testNet();
    const [first, second] = [createPair(mock.net), createPair(mock.net)];
    (await first.listen(ADDRESS)).close();
    await second.listen(ADDRESS);
    expect([first, second].map((pair) => pair.stats().find('listeners')?.number)).toEqual([0, 1]);
  });

  it('[LIS-5] ends a listen under way', async () => {
    const mock = testNet();
    const net = changed(mock, ({ listen }) => ({
      listen: async (request) => {
        await settled();
        return listen(request);
      },
    }));
    const listener = createPair(net).newListener(ADDRESS);
    const listen = outcome(listener.listen());
    listener.close();
    await settled(8);
    expect(listen.code).toBe('ERR_SP_CLOSED');
    await createPair(mock.net).listen(ADDRESS);
  });

  it('[LIS-3] is for good, also where it ended a listen that fails', async () => {
    const mock = testNet();
    const net = changed(mock, () => ({
      listen: async () => {
        await settled();
        throw new SpError('ERR_SP_ADDR_IN_USE');
      },
    }));
    const listener = createPair(net).newListener(ADDRESS);
    const listen = outcome(listener.listen());
    listener.close();
    await settled(8);
    expect([listen.code, mock.clock.keepingAlive]).toEqual(['ERR_SP_CLOSED', 0]);
    await expect(listener.listen()).rejects.toEqual(code('ERR_SP_CLOSED'));
  });

  it('[LIS-10] leaves connections as they are', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const listener = await pair.listen(ADDRESS);
    const peer = await mock.connect(ADDRESS);
    listener.close();
    await pair.send('out');
    peer.deliver('in');
    expect([peer.sent[0]?.text, (await pair.recv()).text()]).toEqual(['out', 'in']);
    await expect(mock.connect(ADDRESS)).rejects.toEqual(code('ERR_SP_CONN_REFUSED'));
  });

  it('[TR-4] drops a connection that the transport hands over afterwards, unattached', async () => {
    const requests: ListenRequest<string, object>[] = [];
    const net = changed(testNet(), ({ listen }) => ({
      listen: (request) => {
        requests.push(request);
        return listen(request);
      },
    }));
    const pair = createPair(net);
    const events = recordEvents(pair);
    (await pair.listen(ADDRESS)).close();
    const late = new BarePipe();
    requests[0]?.accepted(late);
    expect([late.closes, events.names]).toEqual([1, []]);
  });
});

describe('options', () => {
  it('[LIS-11, SOCK-2] are checked before anything exists, and read back', () => {
    const pair = createPair(limited(testNet()).net);
    expect(() => pair.newListener(ADDRESS, { maxRecvSize: -1 })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => pair.newListener(ADDRESS, { maxRecvSize: '1' } as object)).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(() => pair.newListener(ADDRESS, { bogus: 1 } as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    expect(pair.stats().find('listeners')?.number).toBe(0);
    expect(pair.newListener(ADDRESS, { maxRecvSize: 5 }).options.maxRecvSize).toBe(5);
  });

  it.each(['reconnectTime', 'maxReconnectTime', 'dialAsync', 'recvDeadline', 'bogus'])(
    '[LIS-11, OPT-3] there is no %s',
    (name) => {
      const listener = createPair(testNet().net).newListener(ADDRESS);
      expect(() => listener.getOption(name)).toThrow(code('ERR_SP_BAD_OPTION'));
      expect(() => listener.configure({ [name]: 1 })).toThrow(code('ERR_SP_BAD_OPTION'));
    },
  );

  it('[OPT-7] a new maxRecvSize applies to connections accepted afterwards', async () => {
    const mock = testNet();
    const { net, seen } = limited(mock);
    const listener = await createPair(net, { maxRecvSize: 100 }).listen(ADDRESS);
    await mock.connect(ADDRESS);
    listener.configure({ maxRecvSize: 50 });
    await mock.connect(ADDRESS);
    expect(seen).toEqual([100, 50]);
  });

  it('the transport may tell facts about its listener', async () => {
    const net = changed(testNet(), ({ listen }) => ({
      listen: async (request) => {
        const bound = await listen(request);
        return {
          address: bound.address,
          close: () => bound.close(),
          property: (name) => (name === 'backlog' ? 7 : undefined),
        };
      },
    }));
    const listener = await createPair(net).listen(ADDRESS);
    expect(listener.getOption('backlog')).toBe(7);
    expect(() => listener.getOption('bogus')).toThrow(code('ERR_SP_BAD_OPTION'));
  });
});
