import { expect, jest, test } from '@jest/globals';
import { Message } from '@sp/core';
import { RingQueue } from '@sp/core/protocol';
import { reqOptions } from '../src/req-options.ts';
import { RequestQueue } from '../src/request-queue.ts';
import { Request } from '../src/request.ts';

const options = {
  recvDeadline: reqOptions.recvDeadline.default,
  sendDeadline: reqOptions.sendDeadline.default,
  bestEffort: false,
  retryTime: 0,
  failNoPeers: false,
};

/** A queue, and so many requests in it. */
function filled(length: number): { queue: RequestQueue; requests: Request[] } {
  const queue = new RequestQueue();
  const requests = Array.from({ length }, (_, id) => new Request(id, new Message(), options));
  for (const request of requests) queue.push(request);
  return { queue, requests };
}

test('first come first served, past those that were withdrawn', () => {
  const { queue, requests } = filled(6);
  for (const n of [0, 2, 3, 5]) queue.withdraw(requests[n]!);
  expect(queue.length).toBe(2);
  expect([queue.shift()?.id, queue.shift()?.id, queue.shift()]).toEqual([1, 4, undefined]);
  expect([queue.length, requests.some(({ queued }) => queued)]).toEqual([0, false]);
});

test('withdrawing one that is not queued changes nothing', () => {
  const { queue, requests } = filled(2);
  const first = queue.shift()!;
  queue.withdraw(first);
  queue.withdraw(requests[1]!);
  queue.withdraw(requests[1]!);
  expect(queue.length).toBe(0);
});

test('withdrawing thousands takes few sweeps, and leaves no row of dead entries behind', () => {
  const sweep = jest.spyOn(RingQueue.prototype, 'filter');
  const { queue, requests } = filled(10_000);
  for (const request of requests) queue.withdraw(request);
  expect(sweep.mock.calls.length).toBeLessThan(20);
  expect((sweep.mock.contexts[0] as RingQueue<Request>).length).toBeLessThan(100);
  sweep.mockRestore();
});
