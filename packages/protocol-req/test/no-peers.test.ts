import { afterEach, expect, test } from '@jest/globals';
import { counter, idOf, mockNets, settled, watch, type MockNet, type MockPipe } from '@sp/compliance';
import { createReq, type Req } from '@sp/protocol-req';

const newNet = mockNets(afterEach);

function open(): { net: MockNet; req: Req } {
  const net = newNet();
  return { net, req: createReq(net.net, { failNoPeers: true }) };
}

async function lose(pipe: MockPipe): Promise<void> {
  pipe.lose();
  await settled();
}

test('[REQ-27] failNoPeers without a peer: send and recv are ERR_SP_NO_PEERS at once', async () => {
  const { req } = open();
  await expect(req.send('x')).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
  await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
});

test('[REQ-28] the last of several busy peers leaves: the waiting send is ERR_SP_NO_PEERS', async () => {
  const { net, req } = open();
  const peers = [await net.connect(req), await net.connect(req)];
  for (const peer of peers) {
    peer.hold();
    await req.openContext().send('occupies the pipe');
  }
  const send = watch(req.send('x'));
  await lose(peers[0]!);
  expect(send.state).toBe('pending');
  await lose(peers[1]!);
  expect(send.state).toBe('ERR_SP_NO_PEERS');
});

test('[REQ-29] the peer leaves before recv: ERR_SP_NO_PEERS, and the request is over', async () => {
  const { net, req } = open();
  const peer = await net.connect(req);
  await req.send('x');
  await lose(peer);
  await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
  const other = await net.connect(req);
  expect(other.sent).toEqual([]);
  await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
});

test('[REQ-29] a reply that was not received goes with the last peer', async () => {
  const { net, req } = open();
  const peer = await net.connect(req);
  await req.send('x');
  peer.deliver(idOf(peer.sent[0]), 'answer');
  await lose(peer);
  await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
  await net.connect(req);
  await expect(req.recv()).rejects.toMatchObject({ code: 'ERR_SP_PROTO_STATE' });
});

test('[REQ-30] the peer leaves while recv waits: ERR_SP_NO_PEERS', async () => {
  const { net, req } = open();
  const peer = await net.connect(req);
  await req.send('x');
  const recv = watch(req.recv());
  await lose(peer);
  expect(recv.state).toBe('ERR_SP_NO_PEERS');
});

test('[REQ-31] a send that fails with ERR_SP_NO_PEERS leaves the earlier request untouched', async () => {
  const net = newNet();
  const req = createReq(net.net);
  const send = watch(req.send('first'));
  req.configure({ failNoPeers: true });
  await expect(req.send('second')).rejects.toMatchObject({ code: 'ERR_SP_NO_PEERS' });
  await settled();
  expect(send.state).toBe('pending');
  const peer = await net.connect(req);
  expect([send.state, peer.sent.length]).toEqual(['done', 1]);
  peer.deliver(idOf(peer.sent[0]), 'answer');
  expect((await req.recv()).text()).toBe('answer');
});

test('failNoPeers with bestEffort: the request that never left is counted when the last peer goes', async () => {
  const { net, req } = open();
  req.configure({ bestEffort: true });
  const peer = await net.connect(req);
  peer.hold();
  await req.openContext().send('occupies the pipe');
  await req.send('never leaves');
  await lose(peer);
  expect(counter(req, 'canceled')).toBe(1);
});
