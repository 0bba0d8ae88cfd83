import { afterEach, describe, expect, it } from '@jest/globals';
import type { SpError, TransportPipe } from '@sp/core/transport';
import { MAX_PENDING_HANDSHAKES, StreamAcceptor } from '@sp/core/stream';
import { ManualClock, settled, type TestDuplex } from '@sp/compliance';
import { bytes, closePairs, newPair, pull, RecordingSink } from './stream-doubles.ts';

afterEach(closePairs);

const good = bytes('00 53 50 00 00 50 00 00');
const facts = (name: string): { localAddress: string; remoteAddress: string; maxRecvSize: number } => ({
  localAddress: 'near',
  remoteAddress: name,
  maxRecvSize: 100,
});

class Station {
  readonly clock = new ManualClock();
  readonly accepted: string[] = [];
  readonly pipes: TransportPipe[] = [];
  readonly failed: string[] = [];
  readonly acceptor = new StreamAcceptor({
    info: pull,
    clock: this.clock,
    accepted: (pipe: TransportPipe) => {
      this.accepted.push(pipe.remoteAddress);
      this.pipes.push(pipe);
    },
    failed: ({ code }: SpError) => {
      this.failed.push(code);
    },
  });

  /** A new client: the end that the acceptor has, and the client's own. */
  come(name: string): { near: TestDuplex; far: TestDuplex } {
    const [near, far] = newPair();
    this.acceptor.accept(near, facts(name));
    return { near, far };
  }
}

describe('StreamAcceptor', () => {
  it('hands over pipes in the order in which their handshakes finish', async () => {
    const station = new Station();
    const [one, two, three] = ['one', 'two', 'three'].map((name) => station.come(name).far);
    for (const far of [three, one, two]) {
      far?.write(good);
      await settled();
    }
    expect(station.accepted).toEqual(['three', 'one', 'two']);
    expect(station.acceptor.pending).toBe(0);
  });

  it('[transports 13.2.7] lets 60 silent clients hold up nobody', async () => {
    const station = new Station();
    for (let n = 0; n < 60; n += 1) station.come(`silent ${n}`);
    station.come('good').far.write(good);
    await settled();
    expect(station.accepted).toEqual(['good']);
    expect(station.acceptor.pending).toBe(60);
  });

  it('[transports 13.2.6] drops a silent client after 10 s and reports it', async () => {
    const station = new Station();
    const { near } = station.come('silent');
    await station.clock.advance(9_999);
    expect(station.failed).toEqual([]);
    await station.clock.advance(1);
    expect(station.failed).toEqual(['ERR_SP_CONN_TIMEOUT']);
    expect(near.destroyed).toBe(true);
  });

  it('[transports 13.2.13] reports a failed handshake and goes on', async () => {
    const station = new Station();
    station.come('wrong').far.write(bytes('00 53 50 00 00 51 00 00'));
    station.come('gone').far.end();
    await settled();
    station.come('good').far.write(good);
    await settled();
    expect(station.failed.toSorted()).toEqual(['ERR_SP_BAD_PROTO', 'ERR_SP_EOF']);
    expect(station.accepted).toEqual(['good']);
  });

  it('has at most 1,024 handshakes unfinished; our choice: the oldest gives way', async () => {
    const station = new Station();
    const first = station.come('oldest');
    const second = station.come('second');
    for (let n = 2; n < MAX_PENDING_HANDSHAKES; n += 1) station.come('silent');
    await settled();
    expect(MAX_PENDING_HANDSHAKES).toBe(1_024);
    expect(station.failed).toEqual([]);
    const newest = station.come('newest');
    await settled();
    expect(station.failed).toEqual(['ERR_SP_CONN_TIMEOUT']);
    expect([first.near.destroyed, second.near.destroyed, newest.near.destroyed]).toEqual([true, false, false]);
    station.come('one more');
    station.come('and one at the same time');
    await settled();
    expect(station.failed).toHaveLength(3);
    expect(second.near.destroyed).toBe(true);
    expect(station.acceptor.pending).toBe(1_024);
    newest.far.write(good);
    await settled(60);
    expect(station.accepted).toEqual(['newest']);
    station.acceptor.close();
    await settled();
  });

  it('[transports 13.2.12] ends unfinished handshakes when closed, unreported, and keeps what it handed over', async () => {
    const station = new Station();
    station.come('good').far.write(good);
    await settled();
    const sink = new RecordingSink();
    station.pipes[0]?.attach(sink);
    const { near } = station.come('silent');
    station.acceptor.close();
    await settled();
    expect(near.destroyed).toBe(true);
    expect(station.failed).toEqual([]);
    expect(station.clock.pending).toBe(0);
    expect(sink.log).toEqual([]);
  });

  it('closes a pipe whose handshake finishes in the moment of closing', async () => {
    const station = new Station();
    const { near, far } = station.come('finishing');
    near.on('data', () => station.acceptor.close());
    far.write(good);
    await settled();
    expect(station.accepted).toEqual([]);
    expect(near.destroyed).toBe(true);
  });

  it('takes nobody in once it is closed', async () => {
    const station = new Station();
    station.acceptor.close();
    const { near, far } = station.come('late');
    far.write(good);
    await settled();
    expect(near.destroyed).toBe(true);
    expect([station.accepted, station.failed]).toEqual([[], []]);
  });
});
