import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { ManualClock, rep } from '@sp/compliance';
import { MAX_PENDING_HANDSHAKES, StreamAcceptor } from '@sp/core/stream';
import type { SpError } from '@sp/core/transport';
import { TlsHandshakes } from '../src/tls-handshakes.ts';

/** A connection as a TLS server sees it. */
class FakeSocket extends EventEmitter {
  readonly localAddress = '127.0.0.1';
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort: number | undefined;
  readonly authorizationError: unknown = null;
  destroyed = false;

  constructor(remotePort: number | undefined, authorizationError: unknown = null) {
    super();
    this.remotePort = remotePort;
    this.authorizationError = authorizationError;
  }

  unref(): void {}

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

const plain = (socket: FakeSocket): Socket => socket as unknown as Socket;
const secure = (port: number | undefined, authorizationError: unknown = null): TLSSocket =>
  new FakeSocket(port, authorizationError) as unknown as TLSSocket;
const hungUp = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

const start = (): { clock: ManualClock; failures: SpError[]; handshakes: TlsHandshakes; codes(): string[] } => {
  const clock = new ManualClock();
  const failures: SpError[] = [];
  const request = {
    clock,
    info: rep,
    accepted: () => undefined,
    failed: (error: SpError) => {
      failures.push(error);
    },
  };
  const handshakes = new TlsHandshakes(request, new StreamAcceptor(request));
  return { clock, failures, handshakes, codes: () => failures.map(({ code }) => code) };
};

describe('the TLS handshakes of a listener', () => {
  it('our choice: 1,024 may be unfinished; one more ends the oldest, with ERR_SP_CONN_TIMEOUT', () => {
    const { codes, handshakes } = start();
    const sockets = Array.from({ length: MAX_PENDING_HANDSHAKES + 2 }, (_, n) => new FakeSocket(10_000 + n));
    for (const socket of sockets.slice(0, -2)) handshakes.began(plain(socket));
    expect(sockets.some(({ destroyed }) => destroyed)).toBe(false);
    for (const socket of sockets.slice(-2)) handshakes.began(plain(socket));
    expect(sockets.flatMap(({ destroyed }, at) => (destroyed ? [at] : []))).toEqual([0, 1]);
    for (let n = 0; n < 3; n += 1) handshakes.failed(hungUp(), secure(undefined));
    expect(codes()).toEqual(['ERR_SP_CONN_TIMEOUT', 'ERR_SP_CONN_TIMEOUT', 'ERR_SP_CONN_RESET']);
  });

  it('make room when they end, by whatever way', () => {
    const { clock, handshakes } = start();
    const first = new FakeSocket(1);
    handshakes.began(plain(first));
    for (let n = 0; n < 3 * MAX_PENDING_HANDSHAKES; n += 1) {
      const socket = new FakeSocket(10_000 + n);
      handshakes.began(plain(socket));
      if (n % 2 === 0) handshakes.failed(new Error('no TLS'), secure(socket.remotePort));
      socket.destroy();
    }
    expect(first.destroyed).toBe(false);
    expect(clock.pending).toBe(1);
  });

  it('do not mix up connections that were gone when they came', async () => {
    const { clock, codes, handshakes } = start();
    const [one, two] = [new FakeSocket(undefined), new FakeSocket(undefined)];
    handshakes.began(plain(one));
    handshakes.began(plain(two));
    one.destroy();
    expect(clock.pending).toBe(1);
    two.destroy();
    expect(clock.pending).toBe(0);
    handshakes.failed(hungUp(), secure(undefined));
    handshakes.failed(hungUp(), secure(undefined));
    await clock.advance(20_000);
    expect(codes()).toEqual(['ERR_SP_CONN_RESET', 'ERR_SP_CONN_RESET']);
  });

  it('end without a report when the listener closes, also one that comes at that moment', () => {
    const { clock, failures, handshakes } = start();
    const [one, two] = [new FakeSocket(1), new FakeSocket(2)];
    handshakes.began(plain(one));
    handshakes.close();
    handshakes.began(plain(two));
    expect([one.destroyed, two.destroyed]).toEqual([true, true]);
    handshakes.failed(hungUp(), secure(undefined));
    expect(failures).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
