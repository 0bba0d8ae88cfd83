import type { ByteDuplex } from '@sp/core/stream';
import { fromHex, toHex, until } from './wire-tools.ts';

/** A bare connection below a transport, which takes down what it hears. */
export class RawPeer<Socket extends ByteDuplex = ByteDuplex> {
  readonly socket: Socket;
  received: Uint8Array = new Uint8Array(0);
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      const all = new Uint8Array(this.received.length + chunk.length);
      all.set(this.received);
      all.set(chunk, this.received.length);
      this.received = all;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
    });
  }

  /** Sends bytes that are given in hex. */
  send(wire: string): void {
    this.socket.write(fromHex(wire));
  }

  /** Sends bytes that are given in toHex, and nothing afterwards. */
  end(wire: string): void {
    this.send(wire);
    this.socket.end();
  }

  /** The first eight bytes that came, in hex. */
  async gotHeader(): Promise<string> {
    await until(() => this.received.length >= 8, 'the header');
    return toHex(this.received.subarray(0, 8));
  }
}
