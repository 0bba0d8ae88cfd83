import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createRawRep,
  createRawReq,
  createRep,
  createReq,
  device,
  Message,
  nodeTransports,
  type Rep,
  type Req,
} from '@sp/node';

const net = nodeTransports();
const open = new Set<{ close(): Promise<unknown> }>();

/** A socket that is closed when the test ends. */
function closing<S extends { close(): Promise<unknown> }>(socket: S): S {
  open.add(socket);
  return socket;
}

afterEach(async () => {
  await Promise.all([...open].map((socket) => socket.close()));
  open.clear();
});

let names = 0;
const addresses = {
  inproc: (): `inproc://${string}` => `inproc://req-rep-${(names += 1)}`,
  tcp: (): `tcp://${string}` => 'tcp://127.0.0.1:0',
};

describe.each(['inproc', 'tcp'] as const)('over %s', (scheme) => {
  async function connected(options: { readonly maxRecvSize?: number } = {}): Promise<{ req: Req; rep: Rep }> {
    const rep = closing(createRep(net, options));
    const req = closing(createReq(net, options));
    const { address } = await rep.listen(addresses[scheme]());
    await req.dial(net.parse(address));
    return { req, rep };
  }

  test('[REQ-2, REP-2] a request and its reply', async () => {
    const { req, rep } = await connected();
    await req.send('ping');
    const request = await rep.recv();
    expect([request.text(), request.header.length]).toEqual(['ping', 0]);
    await rep.send('pong');
    expect((await req.recv()).text()).toBe('pong');
  });

  test('[REQ-37] 300 contexts make 20 round trips each over one connection: nothing lost, nothing mixed up', async () => {
    const { req, rep } = await connected();
    void rep.serve((request) => `re: ${request.text()}`, { concurrency: 4 });
    const conversation = async (n: number): Promise<void> => {
      const context = req.openContext();
      for (let round = 0; round < 20; round++) {
        await context.send(`${n}/${round}`);
        expect((await context.recv()).text()).toBe(`re: ${n}/${round}`);
      }
      context.close();
    };
    await Promise.all(Array.from({ length: 300 }, (_, n) => conversation(n)));
    expect(req.stats().find('retry')).toBeUndefined();
  });

  test('[REQ-37] the same with request()', async () => {
    const { req, rep } = await connected();
    void rep.serve((request) => request, { concurrency: 4 });
    const replies = await Promise.all(Array.from({ length: 2000 }, (_, n) => req.request(`${n}`)));
    expect(replies.map((reply) => reply.text())).toEqual(replies.map((_, n) => `${n}`));
  });

  test('[REP-19] 30 contexts serve 30 REQ contexts, 20 rounds each, whoever answers first', async () => {
    const { req, rep } = await connected();
    const server = async (): Promise<void> => {
      const context = rep.openContext();
      for (let round = 0; round < 20; round++) {
        const request = await context.recv();
        if (Math.random() < 0.3) await new Promise(setImmediate);
        await context.send(`re: ${request.text()}`);
      }
    };
    const client = async (n: number): Promise<void> => {
      const context = req.openContext();
      for (let round = 0; round < 20; round++) {
        await context.send(`${n}/${round}`);
        expect((await context.recv()).text()).toBe(`re: ${n}/${round}`);
      }
    };
    await Promise.all(Array.from({ length: 30 }, (_, n) => Promise.all([server(), client(n)])));
  });

  test('[REP-29, G-23] a 10 MiB reply arrives intact, and traffic goes on', async () => {
    const { req, rep } = await connected({ maxRecvSize: 11 * 2 ** 20 });
    const large = new Uint8Array(10 * 2 ** 20).map((_, at) => (at * 7) ^ (at >> 12));
    void rep.serve((request) => (request.body.length === large.length ? request : large));
    expect(Buffer.compare((await req.request('large, please')).body, large)).toBe(0);
    expect(Buffer.compare((await req.request(large)).body, large)).toBe(0);
    expect((await req.request('small')).body).toHaveLength(large.length);
  });

  test('[XREQ-9] requests pass a device, and their replies come back', async () => {
    const [front, back] = [closing(createRawRep(net)), closing(createRawReq(net))];
    const rep = closing(createRep(net));
    const { address: inner } = await rep.listen(addresses[scheme]());
    await back.dial(net.parse(inner));
    const { address: outer } = await front.listen(addresses[scheme]());
    const running = device(front, back);
    const clients = [closing(createReq(net)), closing(createReq(net))];
    for (const client of clients) await client.dial(net.parse(outer));
    void rep.serve((request) => `re: ${request.text()}`);
    const calls = Array.from({ length: 40 }, (_, n) => clients[n % 2]!.request(`${n}`));
    expect((await Promise.all(calls)).map((reply) => reply.text())).toEqual(calls.map((_, n) => `re: ${n}`));
    running.close();
    await running.done;
  });

  test('[XREQ-1, XREP-1, XREP-9] raw sockets on both sides keep the header', async () => {
    const [req, rep] = [closing(createRawReq(net)), closing(createRawRep(net))];
    const { address } = await rep.listen(addresses[scheme]());
    await req.dial(net.parse(address));
    const id = Uint8Array.of(0x80, 0, 0, 9);
    await req.send(new Message('round trip', id));
    await rep.send(await rep.recv());
    const reply = await req.recv();
    expect([reply.header, reply.text()]).toEqual([id, 'round trip']);
  });

  test('[REQ-19] a server that comes back gets the request again', async () => {
    const first = closing(createRep(net));
    const { address } = await first.listen(addresses[scheme]());
    const req = closing(createReq(net, { reconnectTime: 10 }));
    await req.dial(net.parse(address));
    const reply = req.request('anybody there?');
    expect((await first.recv()).text()).toBe('anybody there?');
    open.delete(first);
    await first.close();
    const second = closing(createRep(net));
    await second.listen(net.parse(address));
    void second.serve(() => 'I am');
    expect((await reply).text()).toBe('I am');
  });
});

test('types: mistakes do not compile', () => {
  const rep = closing(createRep(net));
  const plain: Rep = rep;
  expect(plain).toBe(rep);
  const wrong = (): unknown[] => [
    // @ts-expect-error there is no such transport
    rep.dial('udp://127.0.0.1:1'),
    // @ts-expect-error REP has no queue for what it receives
    createRep(net, { readQLen: 1 }),
    // @ts-expect-error only the request received last can be answered
    'batches' satisfies keyof Rep,
    // @ts-expect-error REP does not ask
    'request' satisfies keyof Rep,
    // @ts-expect-error two of a kind do not face each other
    device(createRawReq(net), createRawReq(net)),
    // @ts-expect-error devices forward between raw sockets
    device(createRep(net), createReq(net)),
  ];
  expect(typeof wrong).toBe('function');
});
