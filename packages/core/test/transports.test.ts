import { describe, expect, it } from '@jest/globals';
import { transports } from '@sp/core';
import { systemClock, withClock } from '@sp/core/protocol';
import { SpError, type ListeningTransport, type Transport } from '@sp/core/transport';
import { ManualClock } from '@sp/compliance';
import { code } from './support/code.ts';

/** A transport whose addresses are good where they name their role, or none. */
const fake = <Scheme extends string>(...schemes: readonly Scheme[]): Transport<Scheme, string> => ({
  spi: 1,
  schemes,
  dialOptions: {},
  parse: (url, role) => {
    const [, rest] = url.split('://');
    if (rest !== 'any' && rest !== role) throw new SpError('ERR_SP_BAD_ADDR', `${url} does not suit ${role}`);
    return `${role}ed ${url}`;
  },
  dial: () => Promise.reject(new SpError('ERR_SP_CONN_REFUSED')),
});

const listening = <Scheme extends string>(...schemes: readonly Scheme[]): ListeningTransport<Scheme, string> => ({
  ...fake(...schemes),
  listenOptions: {},
  listen: () => Promise.reject(new SpError('ERR_SP_ADDR_IN_USE')),
});

describe('transports', () => {
  it('finds the transport by the scheme, exactly', () => {
    const [a, b] = [fake('a', 'a4'), listening('b+c')];
    const net = transports(a, b);
    expect(net.schemes).toEqual(['a', 'a4', 'b+c']);
    expect(net.resolve('a4://any', 'dial')).toEqual({ transport: a, address: 'dialed a4://any' });
    expect(net.resolve('b+c://listen', 'listen')).toEqual({ transport: b, address: 'listened b+c://listen' });
  });

  it.each(['A://any', 'a5://any', 'a:any', 'any', '', 'b://any', ' a://any'])(
    '[TR-1, SOCK-1] has none for "%s"',
    (address) => {
      const net = transports(fake('a', 'a4'), listening('b+c'));
      for (const role of ['dial', 'listen'] as const) {
        expect(() => net.resolve(address, role)).toThrow(code('ERR_SP_BAD_TRAN'));
      }
      expect(() => net.parse(address)).toThrow(code('ERR_SP_BAD_TRAN'));
      expect(net.accepts(address)).toBe(false);
    },
  );

  it.each([undefined, null, 5, {}])('has none for %p either', (address) => {
    expect(() => transports(fake('a')).parse(address as string)).toThrow(code('ERR_SP_BAD_TRAN'));
  });

  it('says which schemes there are', () => {
    expect(() => transports(fake('a'), fake('b')).parse('c://any')).toThrow('a://, b://');
    expect(() => transports().parse('c://any')).toThrow('there is none');
  });

  it('passes on what the transport thinks of the rest', () => {
    const net = transports(fake('a'));
    expect(() => net.resolve('a://bad', 'dial')).toThrow(code('ERR_SP_BAD_ADDR'));
    expect(() => net.parse('a://bad')).toThrow(code('ERR_SP_BAD_ADDR'));
    expect(net.accepts('a://bad')).toBe(false);
  });

  it('parses an address that suits one role only, where the transport has that role', () => {
    const net = transports(fake('a'), listening('b'));
    expect([net.parse('a://dial'), net.parse('b://dial'), net.parse('b://listen')]).toEqual([
      'a://dial',
      'b://dial',
      'b://listen',
    ]);
    expect(net.accepts('a://listen')).toBe(false);
  });

  it('refuses two transports for one scheme', () => {
    expect(() => transports(fake('a', 'b'), listening('b'))).toThrow(code('ERR_SP_BAD_TRAN'));
  });

  it.each([0, 2, undefined, '1'])('refuses a transport made for interface %p', (spi) => {
    expect(() => transports({ ...fake('a'), spi: spi as 1 })).toThrow(code('ERR_SP_BAD_SPI'));
  });

  it('is a value: two sets do not know of each other, and one can be made from another', () => {
    const [first, second] = [transports(fake('a')), transports(fake('b'))];
    expect([first.accepts('b://any'), second.accepts('a://any')]).toEqual([false, false]);
    expect(transports(...first.all, ...second.all).schemes).toEqual(['a', 'b']);
  });

  it('runs by the clock of the host, or by another one', () => {
    const net = transports(fake('a'));
    const clock = new ManualClock();
    expect(net.clock).toBe(systemClock);
    expect(withClock(net, clock).clock).toBe(clock);
    expect(withClock(net, clock).all).toEqual(net.all);
  });
});
