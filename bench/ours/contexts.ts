// Many requests under way at a time, of one REQ socket to one REP socket.
import { createRep } from '@sp/protocol-rep';
import { createReq, type Req } from '@sp/protocol-req';
import type { Message, Payload } from '@sp/core';
import type { Sides } from '../peers/node-peer.mjs';
import { check, net, patient, payloadOf } from './shared.ts';

/** One line of requests, each made when the reply to the one before has come. */
type Line = (payload: Payload) => Promise<Message>;

/** Each line has a context of its own: `send()` and `recv()`. */
export const ofContext = (req: Req): Line => {
  const context = req.openContext();
  return async (payload) => {
    await context.send(payload);
    return context.recv();
  };
};

/** All lines call `request()` of the socket. */
export const ofRequests =
  (req: Req): Line =>
  (payload) =>
    req.request(payload);

export const contexts = (open: (req: Req) => Line): Sides => ({
  async serve({ address, size, count, width }, ready) {
    const rep = createRep(net, patient);
    const gone = new Promise<void>((resolve) => {
      rep.setPipeHook({
        detached: () => {
          resolve();
        },
      });
    });
    const serving = rep.serve(
      (request) => {
        check(request, size);
        return request;
      },
      { concurrency: width },
    );
    await rep.listen(net.parse(address));
    ready();
    await gone;
    await rep.close();
    await serving;
    return { count };
  },

  async drive({ address, size, count, width }) {
    const req = createReq(net, patient);
    const payload = payloadOf(size);
    const lines = Array.from({ length: width }, () => open(req));
    const all = (trips: number): Promise<unknown> =>
      Promise.all(
        lines.map(async (line) => {
          for (let left = trips; left > 0; left--) check(await line(payload), size);
        }),
      );
    await req.dial(net.parse(address));
    const trips = Math.max(1, Math.round(count / width));
    await all(Math.ceil(trips / 10));
    const start = performance.now();
    await all(trips);
    const seconds = (performance.now() - start) / 1e3;
    await req.close();
    return { count: trips * width, seconds };
  },
});
