import { describe, expect, it, jest } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { SignalRelay } from '../src/socket/signal-relay.ts';

const setUp = () => {
  const controller = new AbortController();
  return { controller, relay: new SignalRelay(controller.signal) };
};
const listeners = ({ signal }: AbortController): number => getEventListeners(signal, 'abort').length;

describe('SignalRelay', () => {
  it('listens once, from the first listener of its own until it is closed', () => {
    const { controller, relay } = setUp();
    expect(listeners(controller)).toBe(0);
    for (let n = 0; n < 10; n++) {
      const listener = (): void => {};
      relay.addEventListener('abort', listener);
      relay.removeEventListener('abort', listener);
      expect(listeners(controller)).toBe(1);
    }
    relay.close();
    expect(listeners(controller)).toBe(0);
  });

  it('passes the abort on to those who listen, with the reason', () => {
    const { controller, relay } = setUp();
    const [stays, leaves] = [jest.fn(), jest.fn()];
    relay.addEventListener('abort', stays);
    relay.addEventListener('abort', leaves);
    relay.removeEventListener('abort', leaves);
    expect(relay.aborted).toBe(false);
    controller.abort('reason');
    expect([relay.aborted, relay.reason]).toEqual([true, 'reason']);
    expect([stays.mock.calls.length, leaves.mock.calls.length]).toEqual([1, 0]);
  });

  it('can be used again after it was closed', () => {
    const { controller, relay } = setUp();
    relay.addEventListener('abort', () => {});
    relay.close();
    const listener = jest.fn();
    relay.addEventListener('abort', listener);
    controller.abort();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
