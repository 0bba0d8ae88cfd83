import { describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { settled } from '@sp/compliance';
import { defer } from '@sp/core/transport';

describe('defer', () => {
  it('runs nothing from inside the call, everything before the event loop turns, in order', async () => {
    const order: string[] = [];
    for (const name of ['a', 'b']) defer({ run: () => void order.push(name) });
    order.push('call over');
    await Promise.resolve();
    order.push('promises settled');
    await setImmediate();
    expect(order).toEqual(['call over', 'promises settled', 'a', 'b']);
  });

  it('does not recurse where tasks ask for further ones', async () => {
    let depth = 0;
    let deepest = 0;
    let left = 10_000;
    const task = {
      run: () => {
        deepest = Math.max(deepest, (depth += 1));
        if ((left -= 1) > 0) defer(task);
        depth -= 1;
      },
    };
    defer(task);
    while (left > 0) await settled();
    expect(deepest).toBe(1);
  });

  it('lets timers fire while tasks go on without end', async () => {
    let over = false;
    let runs = 0;
    const task = {
      run: () => {
        if (!over && (runs += 1) < 1_000_000) defer(task);
      },
    };
    defer(task);
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
    over = true;
    expect(runs).toBeLessThan(1_000_000);
  });

  it('runs the other tasks where one throws', async () => {
    const ticks: (() => void)[] = [];
    const afterTick = (task: () => void): void => void ticks.push(task);
    jest.unstable_mockModule('../src/host.ts', () => ({ afterTick, afterTurn: afterTick }));
    jest.resetModules();
    const { defer: deferHere } = await import('../src/run-queue.ts');
    let ran = false;
    deferHere({
      run: () => {
        throw new Error('a bug');
      },
    });
    deferHere({ run: () => void (ran = true) });
    expect(() => ticks.shift()?.()).toThrow('a bug');
    expect(ran).toBe(false);
    ticks.shift()?.();
    expect(ran).toBe(true);
  });
});
