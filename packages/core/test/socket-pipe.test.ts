import { describe, expect, it, jest } from '@jest/globals';
import { Message, transports, type Pipe } from '@sp/core';
import { settled } from '@sp/compliance';
import { pipeIds } from '../src/socket/pipe-ids.ts';
import { BarePipe } from './support/bare-pipe.ts';
import { createBroadcast } from './support/broadcast.ts';
import { code } from './support/code.ts';
import { linked } from './support/linked.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { changed, limited, testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

/** A pair with one peer. */
const setUp = async (options = {}) => {
  const mock = testNet();
  const pair = createPair(limited(mock).net, options);
  const events = recordEvents(pair);
  const peer = await mock.connect(pair);
  return { mock, pair, events, peer, pipe: events.pipes[0]! };
};

describe('ids', () => {
  it('[PIPE-1] are positive 31-bit numbers, unique across sockets', async () => {
    const mock = testNet();
    const ids: number[] = [];
    for (let n = 0; n < 5; n++) {
      const broadcast = createBroadcast(mock.net);
      broadcast.setPipeHook({ attached: ({ id }) => void ids.push(id) });
      for (let m = 0; m < 20; m++) await mock.connect(broadcast);
    }
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect([id > 0, id <= 0x7fffffff, Number.isInteger(id)]).toEqual([true, true, true]);
  });

  it('[PIPE-3] are free again only after detached has returned', async () => {
    const { pair, peer, pipe } = await setUp();
    const release = jest.spyOn(pipeIds, 'release');
    let releasedMeanwhile: boolean | undefined;
    pair.setPipeHook({ detached: () => void (releasedMeanwhile = release.mock.calls.length > 0) });
    peer.lose();
    expect(releasedMeanwhile).toBe(false);
    expect(release.mock.calls).toEqual([[pipe.id]]);
    release.mockRestore();
  });

  it('[PIPE-3] of refused pipes are free again as well', async () => {
    const { mock, pair, events } = await setUp();
    const release = jest.spyOn(pipeIds, 'release');
    await mock.connect(pair);
    expect(release.mock.calls).toEqual([[events.pipes[2]?.id]]);
    release.mockRestore();
  });

  it('[PIPE-7] differ between the two ends of a connection', async () => {
    const net = transports(linked());
    const [server, client] = [createPair(net), createPair(net)];
    const [ours, theirs] = [recordEvents(server), recordEvents(client)];
    await server.listen('linked://x');
    await client.dial('linked://x');
    expect(ours.pipes[0]?.id).not.toBe(theirs.pipes[0]?.id);
    await Promise.all([server.close(), client.close()]);
  });
});

describe('close', () => {
  it('[PIPE-4] may be called twice, and inside of detached', async () => {
    const { pair, events, peer, pipe } = await setUp();
    pair.setPipeHook({
      detached: (gone) => {
        events.detached(gone);
        gone.close();
      },
    });
    pipe.close();
    pipe.close();
    await settled();
    expect([events.count('detached'), peer.closed, pipe.gone]).toEqual([1, true, true]);
  });

  it('[PIPE-8] works inside of attached', async () => {
    const mock = testNet();
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    pair.setPipeHook({
      attached: (pipe) => {
        events.attached(pipe);
        pair.setPipeHook(events);
        pipe.close();
      },
    });
    const peer = await mock.connect(pair);
    expect([peer.closed, events.names]).toEqual([true, ['attached', 'detached']]);
    (await mock.connect(pair)).deliver('next');
    expect((await pair.recv()).text()).toBe('next');
  });

  it('lets nothing more in, whatever the transport still has', async () => {
    const wire = new BarePipe();
    const pair = createPair(changed(testNet(), () => ({ dial: () => Promise.resolve(wire) })));
    const events = recordEvents(pair);
    await pair.dial(ADDRESS);
    events.pipes[0]?.close();
    wire.sink?.message(new Message('late'));
    wire.sink?.drained();
    expect([pair.tryRecv(), wire.closes]).toEqual([undefined, 1]);
  });

  it('drops what came before and was not received, and keeps what was queued', async () => {
    const { pair, peer, pipe } = await setUp({ readQLen: 1 });
    peer.deliver('queued');
    peer.deliver('held');
    pipe.close();
    expect([pair.tryRecv()?.text(), pair.tryRecv()]).toEqual(['queued', undefined]);
    expect(pair.stats().find('pipe_closed')?.number).toBe(1);
  });
});

describe('properties', () => {
  it('[PIPE-5] tell both addresses', async () => {
    const { pipe, peer } = await setUp();
    expect([pipe.property('localAddress'), pipe.property('remoteAddress')]).toEqual([peer.address, peer.address]);
  });

  it('[PIPE-5, OPT-3] do not exist under other names', async () => {
    const { pipe } = await setUp();
    expect(() => pipe.property('bogus')).toThrow(code('ERR_SP_BAD_PROPERTY'));
  });

  it('fall back to the options of the endpoint, then of the socket', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(limited(mock).net, { recvDeadline: 77 });
    const events = recordEvents(pair);
    await pair.dial(ADDRESS, { maxRecvSize: 5 });
    const pipe = events.pipes[0]!;
    expect([pipe.property('maxRecvSize'), pipe.property('recvDeadline')]).toEqual([5, 77]);
  });

  it('[PIPE-6] keep the address after the endpoint is closed: our choice, no pipe is without an endpoint', async () => {
    const mock = testNet();
    mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net);
    const events = recordEvents(pair);
    const dialer = await pair.dial(ADDRESS);
    dialer.close();
    expect([events.pipes[0]?.address, events.pipes[0]?.dialer]).toEqual([ADDRESS, dialer]);
  });

  it('can still be read when the pipe is gone', async () => {
    const { pair, peer } = await setUp();
    peer.deliver('x');
    const pipe = (await pair.recv()).pipe as Pipe;
    peer.lose();
    await pair.close();
    expect([pipe.gone, pipe.id > 0, pipe.address, pipe.property('remoteAddress')]).toEqual([
      true,
      true,
      peer.address,
      peer.address,
    ]);
  });
});
