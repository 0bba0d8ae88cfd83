import { connect, createServer, type Server, type Socket } from 'node:net';
import { RawPeer, StreamWireBench, until, type RawServer, type WireStation } from '@sp/compliance';
import { ipc, type IpcAddress, type IpcDialOptions, type IpcListenOptions } from '../src/index.ts';
import { freePath } from './temporary.ts';

/** A bare connection, which takes down what it hears. */
export class Raw extends RawPeer<Socket> {}

/** Opens what a test needs, and closes all of it. */
export class Bench extends StreamWireBench<IpcDialOptions, IpcListenOptions, IpcAddress, Raw> {
  constructor() {
    super({ transport: ipc, listenAddress: () => `ipc://${freePath()}` });
  }

  async client(station: WireStation<IpcListenOptions, IpcAddress>): Promise<Raw> {
    const raw = this.keep(new Raw(connect(station.target.path)));
    await until(() => !raw.socket.connecting, 'a connection');
    return raw;
  }

  async server(
    connected: (raw: Raw) => void = () => {},
    path: string = freePath(),
  ): Promise<RawServer<Raw> & { readonly server: Server }> {
    const raws: Raw[] = [];
    const server = createServer((socket) => {
      const raw = this.keep(new Raw(socket));
      raws.push(raw);
      connected(raw);
    });
    this.keepServer(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return { address: `ipc://${path}`, raws, server };
  }
}
