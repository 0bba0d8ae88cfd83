import { afterEach, expect } from '@jest/globals';
import { transports, type Transports } from '@sp/core';
import { withClock } from '@sp/core/protocol';
import { maxRecvSize, type ListeningTransport, type OptionTable } from '@sp/core/transport';
import { mockNet, type MockNet, type MockTransport } from '@sp/compliance';

const nets: MockNet[] = [];

afterEach(() => {
  for (const net of nets.splice(0)) expect(net.violations).toEqual([]);
});

/** A mock transport on a manual clock. That sockets kept to the contract of transports is checked after each test. */
export function testNet(): MockNet {
  const net = mockNet();
  nets.push(net);
  return net;
}

/** The mock transport with parts of it replaced, on the same clock. */
export function changed(
  net: MockNet,
  change: (original: MockTransport) => Partial<MockTransport>,
): Transports<MockTransport> {
  const original = net.net.all[0]!;
  return withClock(transports({ ...original, ...change(original) }), net.clock);
}

/** Options of a transport that limits what it receives. */
export interface LimitOptions {
  maxRecvSize: number;
}

/** The mock transport with a `maxRecvSize` of at most `limit` bytes. `seen` are the limits it was asked to connect with. */
export function limited(
  net: MockNet,
  limit: number = Infinity,
): { net: Transports<ListeningTransport<'mock', string, LimitOptions, LimitOptions>>; seen: number[] } {
  const original = net.net.all[0]!;
  const seen: number[] = [];
  const options: OptionTable<LimitOptions> = {
    maxRecvSize: { ...maxRecvSize, check: (value) => maxRecvSize.check(value) && (value as number) <= limit },
  };
  const transport: ListeningTransport<'mock', string, LimitOptions, LimitOptions> = {
    ...original,
    dialOptions: options,
    listenOptions: options,
    dial: (request) => {
      seen.push(request.options.maxRecvSize);
      return original.dial(request);
    },
    listen: (request) =>
      original.listen({
        ...request,
        accepted: (pipe) => {
          seen.push(request.options.maxRecvSize);
          request.accepted(pipe);
        },
      }),
  };
  return { net: withClock(transports(transport), net.clock), seen };
}
