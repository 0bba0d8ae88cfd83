import { spawn } from 'node:child_process';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@sp/compliance';
import { Message } from '@sp/core/transport';
import { Bench, bytes, codeOf, hex, quiet, Raw, repHeader, reqHeader, until } from './tls-bench.ts';

const bench = new Bench();
afterEach(() => {
  bench.close();
});

describe('SP inside of TLS, at a listener,', () => {
  it('[transports 13.4.1] [transports 13.2.1] sends its header before that of the client arrives', async () => {
    const client = await bench.client(await bench.listen());
    expect(await client.gotHeader()).toBe(repHeader);
  });

  it('[transports 13.4.1] [transports 13.2.2] takes a header that comes byte by byte', async () => {
    const station = await bench.listen();
    const client = await bench.client(station);
    await client.gotHeader();
    for (const byte of bytes(reqHeader)) {
      client.socket.write(Uint8Array.of(byte));
      await quiet();
    }
    await until(() => station.ends.length === 1, 'the connection');
  });

  it('[transports 13.4.1] [transports 13.2.3] [transports 13.2.11] takes header, one frame and a half from one segment, the rest later', async () => {
    const station = await bench.listen();
    const client = await bench.client(station);
    client.send(`${reqHeader} 00 00 00 00 00 00 00 07 80 00 00 01 61 62 63 00 00 00 00 00`);
    await until(() => station.ends[0]?.messages.length === 1, 'the first message');
    client.send('00 00 02 68 69 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 78');
    await until(() => station.ends[0]?.messages.length === 4, 'the other messages');
    expect(station.ends[0]?.messages.map(({ body }) => hex(body))).toEqual(['80 00 00 01 61 62 63', '68 69', '', '78']);
  });

  it('[transports 12.1] answers with literal frames', async () => {
    const station = await bench.listen();
    const [client, end] = await bench.goodClient(station);
    end.pipe.send(new Message('xyz', bytes('80 00 00 01')), false);
    end.pipe.send(new Message(''), false);
    await until(() => client.received.length >= 8 + 15 + 8, 'the answer');
    expect(hex(client.received)).toBe(
      `${repHeader} 00 00 00 00 00 00 00 07 80 00 00 01 78 79 7a 00 00 00 00 00 00 00 00`,
    );
  });

  it.each([
    ['01 53 50 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 54 50 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 51 00 00 30 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 01 00 30 00 00', 'ERR_SP_BAD_VERSION'],
    ['00 53 50 00 00 31 00 00', 'ERR_SP_BAD_PROTO'],
    ['00 53 50 00 00 30 01 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 00 00 30 00 01', 'ERR_SP_BAD_HEADER'],
    ['47 45 54 20 2f 20 48 54 54 50', 'ERR_SP_BAD_HEADER'],
  ])(
    '[transports 13.4.1] [transports 13.2.4] [transports 13.2.13, TR-10] hangs up on %s (%s) and goes on',
    async (wire, code) => {
      const station = await bench.listen();
      const client = await bench.client(station);
      client.send(wire);
      await until(() => client.closed, 'the end of the connection');
      expect(station.codes).toEqual([code]);
      expect(station.ends).toEqual([]);
      await bench.goodClient(station);
    },
  );

  it.each(['', '00', '00 53 50 00', '00 53 50 00 00 30 00'])(
    '[transports 13.4.1] [transports 13.2.5, TR-10] goes on after a client that hangs up having sent "%s"',
    async (wire) => {
      const station = await bench.listen();
      const client = await bench.client(station);
      client.socket.end(bytes(wire));
      await until(() => station.failures.length === 1, 'the report');
      expect(station.codes).toEqual(['ERR_SP_EOF']);
      await bench.goodClient(station);
    },
  );

  it('[transports 13.4.1] [transports 13.2.6] [transports 13.2.7] serves a good client beside 60 silent ones, which it drops after 10 s', async () => {
    const clock = new ManualClock();
    const station = await bench.listen(undefined, {}, clock);
    const silent = await Promise.all(Array.from({ length: 60 }, () => bench.client(station)));
    await Promise.all(silent.map((client) => client.gotHeader()));
    const [good] = await bench.goodClient(station);
    await clock.advance(9_999);
    await quiet();
    expect(silent.some(({ closed }) => closed)).toBe(false);
    await clock.advance(1);
    await until(() => silent.every(({ closed }) => closed), 'the end of the silent ones');
    expect(station.codes).toEqual(silent.map(() => 'ERR_SP_CONN_TIMEOUT'));
    await quiet();
    expect([good.closed, station.ends[0]?.closes]).toEqual([false, 0]);
  });

  it.each([
    ['nothing', '', 'end'],
    ['1 byte of a length', '00', 'end'],
    ['4 bytes of a length', '00 00 00 00', 'end'],
    ['2 of 10 bytes', '00 00 00 00 00 00 00 0a 61 62', 'end'],
    ['the length 2^63', '80 00 00 00 00 00 00 00', ''],
    ['the length 2^64-1', 'ff ff ff ff ff ff ff ff', ''],
    ['the length 2^63-1', '7f ff ff ff ff ff ff ff', ''],
  ])(
    '[transports 13.4.1] [transports 13.2.9] drops the pipe of a client that sends %s, and only that',
    async (_what, wire, then) => {
      const station = await bench.listen();
      const [good, kept] = await bench.goodClient(station);
      const [bad, dropped] = await bench.goodClient(station);
      bad.send(wire);
      if (then === 'end') bad.socket.end();
      await until(() => dropped.closes === 1 && bad.closed, 'the end of the pipe');
      expect(dropped.messages).toEqual([]);
      good.send('00 00 00 00 00 00 00 01 61');
      await until(() => kept.messages.length === 1, 'a message on the other pipe');
      expect(kept.closes).toBe(0);
      await bench.goodClient(station);
    },
  );

  it('[transports 13.4.1] [transports 13.2.10] drops a pipe on the length of 1 MiB and one byte, before any of them', async () => {
    const station = await bench.listen();
    const [client, end] = await bench.goodClient(station);
    client.send('00 00 00 00 00 10 00 01');
    await until(() => end.closes === 1 && client.closed, 'the end of the pipe');
    expect(end.reason).toMatchObject({ code: 'ERR_SP_TOO_LONG' });
  });

  it('[transports 13.4.1] [transports 13.2.12] hangs up on unfinished handshakes when it closes, not on pipes', async () => {
    const station = await bench.listen();
    const [good, end] = await bench.goodClient(station);
    const silent = await bench.client(station);
    await silent.gotHeader();
    station.listener.close();
    await until(() => silent.closed, 'the end of the silent client');
    good.send('00 00 00 00 00 00 00 01 61');
    await until(() => end.messages.length === 1, 'a message on the pipe');
    expect(station.failures).toEqual([]);
  });

  const withLimits = process.platform === 'win32' ? it.skip : it;
  withLimits('[transports 13.4.1] [transports 13.2.14] recovers after it ran out of file descriptors', async () => {
    const fixture = new URL('./scarce-listener.ts', import.meta.url).pathname;
    const command = `ulimit -n 64 && exec "$0" --conditions=@sp/source --import tsx "$1"`;
    const child = spawn('sh', ['-c', command, process.execPath, fixture], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let exited = false;
    child.on('exit', () => (exited = true));
    try {
      await until(() => /^port \d+\n/.test(output) || exited, 'the listener', 15_000);
      const port = Number(/^port (\d+)/.exec(output)?.[1]);
      const flood = Array.from(
        { length: 100 },
        () => new Raw(connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })),
      );
      await until(() => flood.every(({ closed, received }) => closed || received.length === 8), 'its reaction');
      // Otherwise it has not run out, and the rest would show nothing.
      expect(flood.filter(({ closed }) => closed).length).toBeGreaterThan(0);
      for (const { socket } of flood) socket.destroy();
      await until(() => flood.every(({ closed }) => closed), 'the end of the flood');
      for (let accepted = false; !accepted;) {
        const good = new Raw(connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }));
        good.send(reqHeader);
        await until(() => good.closed || output.includes('accepted'), 'a good connection');
        accepted = output.includes('accepted');
        good.socket.destroy();
      }
      expect(exited).toBe(false);
    } finally {
      child.kill();
      await until(() => exited, 'the end of the listener');
    }
  });
});

describe('SP inside of TLS, at a dialer,', () => {
  it('[transports 13.4.1] [transports 13.2.1] sends its header before that of the server arrives', async () => {
    const { address, raws } = await bench.server();
    const controller = new AbortController();
    const dialing = codeOf(bench.dial(address, {}, { signal: controller.signal }));
    await until(() => raws.length === 1, 'the connection');
    expect(await raws[0]?.gotHeader()).toBe(reqHeader);
    controller.abort();
    await dialing;
  });

  it('[transports 13.4.1] [transports 13.2.3] takes header and first message from one segment', async () => {
    const { address } = await bench.server((raw) => raw.send(`${repHeader} 00 00 00 00 00 00 00 02 68 69`));
    const end = await bench.dial(address);
    await until(() => end.messages.length === 1, 'the message');
    expect(end.messages[0]?.text()).toBe('hi');
  });

  it.each([
    ['00 53 51 00 00 31 00 00', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 00 00 31 00 01', 'ERR_SP_BAD_HEADER'],
    ['00 53 50 01 00 31 00 00', 'ERR_SP_BAD_VERSION'],
    ['00 53 50 00 00 30 00 00', 'ERR_SP_BAD_PROTO'],
  ])(
    '[transports 13.4.1] [transports 13.2.4, TR-5] [TR-10] fails where the server sends %s: %s',
    async (wire, code) => {
      const { address, raws } = await bench.server((raw) => raw.send(wire));
      expect(await codeOf(bench.dial(address))).toBe(code);
      await until(() => raws[0]?.closed === true, 'the end of the connection');
    },
  );

  it.each(['', '00 53 50 00 00 31 00'])(
    '[transports 13.4.1, TR-10] fails where the server hangs up having sent "%s"',
    async (wire) => {
      const { address } = await bench.server((raw) => raw.socket.end(bytes(wire)));
      expect(await codeOf(bench.dial(address))).toBe('ERR_SP_EOF');
    },
  );

  it('[transports 13.4.1] [transports 13.2.8] gives up on a silent server after 10 s', async () => {
    const clock = new ManualClock();
    const { address, raws } = await bench.server();
    let outcome: unknown = 'pending';
    void codeOf(bench.dial(address, {}, { clock })).then((code) => (outcome = code));
    await until(() => raws.length === 1, 'the connection');
    await raws[0]?.gotHeader();
    await clock.advance(9_999);
    expect(outcome).toBe('pending');
    await clock.advance(1);
    await until(() => outcome !== 'pending', 'the end of the dial');
    expect(outcome).toBe('ERR_SP_CONN_TIMEOUT');
    await until(() => raws[0]?.closed === true, 'the end of the connection');
    expect(clock.pending).toBe(0);
  });

  it('[T-014] ends at once when aborted in the handshake, with the reason of the signal', async () => {
    const { address, raws } = await bench.server();
    const controller = new AbortController();
    const dialing = bench.dial(address, {}, { signal: controller.signal });
    await until(() => raws.length === 1, 'the connection');
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(dialing).rejects.toBe(reason);
    await until(() => raws[0]?.closed === true, 'the end of the connection');
  });
});
