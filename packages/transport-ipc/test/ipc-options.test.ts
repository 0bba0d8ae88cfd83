import { describe, expect, it } from '@jest/globals';
import { ipc } from '../src/index.ts';

const { dialOptions, listenOptions } = ipc();

describe('IPC options', () => {
  it('[TR-9, OPT-6] of dialing are maxRecvSize alone: none of TCP, and no permissions', () => {
    expect(Object.keys(dialOptions)).toEqual(['maxRecvSize']);
  });

  it('[TR-9, OPT-1] of listening are maxRecvSize and the permissions, which are left to the system by default', () => {
    expect(Object.fromEntries(Object.entries(listenOptions).map(([name, spec]) => [name, spec.default]))).toEqual({
      maxRecvSize: 1_048_576,
      chmod: undefined,
      owner: undefined,
      group: undefined,
    });
  });

  it('[transports 13.5.6, OPT-2] chmod takes permission bits only', () => {
    expect([0, 0o642, 0o777].every((value) => listenOptions.chmod.check(value))).toBe(true);
    expect([0o1000, 0o4755, -1, 0.5, NaN, '0642', true, null].some((value) => listenOptions.chmod.check(value))).toBe(
      false,
    );
  });

  it.each(['owner', 'group'] as const)('[transports 13.5.6, OPT-2] %s takes ids only', (name) => {
    expect([0, 1_000, 65_534, 4_294_967_294].every((value) => listenOptions[name].check(value))).toBe(true);
    const wrong = [4_294_967_295, -1, 0.5, NaN, Infinity, 'root', true, null];
    expect(wrong.some((value) => listenOptions[name].check(value))).toBe(false);
  });
});
