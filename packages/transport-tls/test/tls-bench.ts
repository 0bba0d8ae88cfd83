import { connect as connectPlain, type AddressInfo, type Socket } from 'node:net';
import { connect, createServer, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { RawPeer, StreamWireBench, until, type RawServer, type WireStation } from '@sp/compliance';
import { tls, type TlsAddress, type TlsConfig, type TlsOptions } from '../src/index.ts';
import { server as identity } from './certificates.ts';

/** A bare connection, which takes down what it hears. */
export class Raw<Kind extends Socket = Socket> extends RawPeer<Kind> {}

/** A configuration that trusts the server of the tests. */
export const trusting: TlsConfig = { ca: identity.cert };

/** Opens what a test needs, and closes all of it. */
export class Bench extends StreamWireBench<TlsOptions, TlsOptions, TlsAddress, Raw<TLSSocket>> {
  constructor() {
    super({
      transport: tls,
      listenAddress: () => 'tls+tcp://127.0.0.1:0',
      dialOptions: { tls: trusting },
      listenOptions: { tls: identity },
    });
  }

  /** A bare TLS client, its TLS handshake done. */
  async client(station: WireStation, settings: ConnectionOptions = {}): Promise<Raw<TLSSocket>> {
    let secure = false;
    const options = { host: '127.0.0.1', port: station.port, ...trusting, ...settings };
    const raw = this.keep(new Raw(connect(options, () => (secure = true))));
    await until(() => secure || raw.closed, 'a connection');
    return raw;
  }

  /** A client that speaks no TLS. */
  async plainClient(station: WireStation): Promise<Raw> {
    const raw = this.keep(new Raw(connectPlain(station.port, '127.0.0.1')));
    await until(() => !raw.socket.connecting, 'a connection');
    return raw;
  }

  /** A bare TLS server that does what the test says with each connection. */
  async server(connected: (raw: Raw<TLSSocket>) => void = () => {}): Promise<RawServer<Raw<TLSSocket>>> {
    const raws: Raw<TLSSocket>[] = [];
    const server = createServer(identity, (socket) => {
      const raw = this.keep(new Raw(socket));
      raws.push(raw);
      connected(raw);
    });
    this.keepServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { address: `tls+tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, raws };
  }
}
