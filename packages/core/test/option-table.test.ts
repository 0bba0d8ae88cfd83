import { describe, expect, it } from '@jest/globals';
import { amount, deadline, duration, fact, flag, integer, type OptionSpec } from '@sp/core/protocol';
import { OptionSet } from '../src/option-table.ts';
import { code } from './support/code.ts';

interface Options {
  size: number;
  time: number;
  on: boolean;
  raw: boolean;
}

const table = {
  size: integer(8, 1, 255, 'A size.'),
  time: duration(100, 'A time.'),
  on: flag(true, 'A flag.'),
  raw: fact(true, 'A fact.'),
};

const set = (given?: Partial<Options>, inherited?: object): OptionSet<Options> =>
  new OptionSet<Options>(table, given, inherited);

describe('checks', () => {
  it.each<[string, OptionSpec<unknown>, readonly unknown[], readonly unknown[]]>([
    ['flag', flag(true, ''), [true, false], [0, 1, 'true', null]],
    ['integer', integer(1, 0, 255, ''), [0, 255], [-1, 256, 1.5, NaN, Infinity, '1']],
    ['amount', amount(1, 1, 'bytes', ''), [1, 1e9, Infinity], [0, -1, NaN, '1', null]],
    ['duration', duration(1, ''), [0, 0.5, 2 ** 40], [-1, NaN, Infinity, '1', true]],
    ['deadline', deadline(''), [0, 1, 2 ** 40, Infinity], [-1, NaN, -Infinity, '1']],
  ])('[OPT-2] %s takes what it should and nothing else', (_, spec, good, bad) => {
    expect(good.filter((value) => !spec.check(value))).toEqual([]);
    expect(bad.filter((value) => spec.check(value))).toEqual([]);
  });

  it('a deadline waits for ever by default', () => {
    expect(deadline('').default).toBe(Infinity);
  });
});

describe('OptionSet', () => {
  it('starts with the defaults, then what was inherited, then what was given', () => {
    expect(set({ on: false }, { on: true, size: 9, other: 1 }).snapshot()).toEqual({
      size: 9,
      time: 100,
      on: false,
      raw: true,
    });
  });

  it('[OPT-2] refuses a bad value and keeps the old one', () => {
    const options = set({ size: 3 });
    expect(() => options.configure({ size: 0 })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(options.get('size')).toBe(3);
  });

  it('[OPT-3] refuses an unknown name, to set or to get, also one that every object has', () => {
    const options = set();
    for (const name of ['bogus', 'toString', '__proto__']) {
      expect(() => options.get(name)).toThrow(code('ERR_SP_BAD_OPTION'));
      expect(() => options.configure(JSON.parse(`{ "${name}": 1 }`) as object)).toThrow(code('ERR_SP_BAD_OPTION'));
    }
  });

  it('refuses to set a fact', () => {
    expect(() => set({ raw: false })).toThrow(code('ERR_SP_BAD_OPTION'));
  });

  it('sets all or none', () => {
    const options = set();
    expect(() => options.configure({ size: 5, time: -1 })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(options.get('size')).toBe(8);
  });

  it('counts undefined as not given and says what was set', () => {
    const given: Partial<Record<keyof Options, unknown>> = { size: 5, time: undefined };
    const options = set();
    expect(options.configure(given as Partial<Options>)).toEqual(['size']);
    expect(options.get('time')).toBe(100);
  });

  it('refuses an inherited value that it would not take, unless another one was given', () => {
    expect(() => set({}, { size: 1000 })).toThrow(code('ERR_SP_BAD_VALUE'));
    expect(set({ size: 2 }, { size: 1000 }).get('size')).toBe(2);
  });

  it('says in the error what is expected', () => {
    expect(() => set({ size: 300 })).toThrow('size expects an integer from 1 to 255');
  });

  it('gives a copy that nobody can change', () => {
    const options = set();
    const copy = options.snapshot();
    options.configure({ size: 5 });
    expect(copy.size).toBe(8);
    expect(() => Object.assign(copy, { size: 6 })).toThrow(TypeError);
  });

  it('knows what it would accept', () => {
    const options = set();
    expect([
      options.accepts('size', 5),
      options.accepts('size', 0),
      options.accepts('raw', true),
      options.accepts('x', 1),
    ]).toEqual([true, false, false, false]);
  });
});
