import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { RawPeer, StreamWireBench, until, type RawServer, type WireStation } from '@sp/compliance';
import { tcp, type TcpAddress, type TcpOptions } from '../src/index.ts';

/** A bare TCP connection, which takes down what it hears. */
export class Raw extends RawPeer<Socket> {
  constructor(socket: Socket) {
    super(socket);
    socket.setNoDelay(true);
  }
}

/** Opens what a test needs, and closes all of it. */
export class Bench extends StreamWireBench<TcpOptions, TcpOptions, TcpAddress, Raw> {
  constructor() {
    super({ transport: tcp, listenAddress: () => 'tcp://127.0.0.1:0' });
  }

  async client(station: WireStation): Promise<Raw> {
    const raw = this.keep(new Raw(connect(station.port, '127.0.0.1')));
    await until(() => !raw.socket.connecting, 'a connection');
    return raw;
  }

  async server(connected: (raw: Raw) => void = () => {}): Promise<RawServer<Raw>> {
    const raws: Raw[] = [];
    const server = createServer((socket) => {
      const raw = this.keep(new Raw(socket));
      raws.push(raw);
      connected(raw);
    });
    this.keepServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, raws };
  }
}
