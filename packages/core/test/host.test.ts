import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type * as Host from '../src/host.ts';
import { startTimer, stopTimer } from '../src/host.ts';

const globals = globalThis as unknown as Record<string, unknown>;
const hidden = new Map<string, unknown>();

/** Loads the host facilities as they are where some globals do not exist. */
async function without(...names: readonly string[]): Promise<typeof Host> {
  for (const name of names) {
    hidden.set(name, globals[name]);
    globals[name] = undefined;
  }
  jest.resetModules();
  return import('../src/host.ts');
}

const ports: { close(): void }[] = [];

beforeEach(() => {
  const { MessageChannel } = globalThis;
  hidden.set('MessageChannel', MessageChannel);
  globals.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      ports.push(this.port1, this.port2);
    }
  };
});

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  for (const [name, value] of hidden) globals[name] = value;
  hidden.clear();
});

describe('afterTurn', () => {
  it.each([
    ['setImmediate', []],
    ['a MessageChannel', ['setImmediate']],
    ['a timer', ['setImmediate', 'MessageChannel']],
  ])('runs tasks in order after a turn of the event loop: by %s', async (_, missing) => {
    const { afterTurn } = await without(...missing);
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      afterTurn(() => order.push('first'));
      afterTurn(() => {
        order.push('second');
        resolve();
      });
    });
    await Promise.resolve();
    order.push('promises');
    await done;
    expect(order).toEqual(['promises', 'first', 'second']);
  });
});

describe('afterTick', () => {
  it('runs a task after resolved promises in Node, and soon elsewhere', async () => {
    const order: string[] = [];
    const here = await without();
    const elsewhere = await without('process');
    await new Promise<void>((resolve) => {
      here.afterTick(() => {
        order.push('tick');
        resolve();
      });
      elsewhere.afterTick(() => order.push('microtask'));
      void Promise.resolve().then(() => order.push('promise'));
    });
    expect(order).toEqual(['microtask', 'promise', 'tick']);
  });
});

describe('startTimer', () => {
  it('keeps the process alive only where that is wanted', () => {
    const timers = [true, false].map((keepAlive) => startTimer(() => {}, 1000, keepAlive)) as NodeJS.Timeout[];
    expect(timers.map((timer) => timer.hasRef())).toEqual([true, false]);
    timers.forEach(stopTimer);
  });
});
