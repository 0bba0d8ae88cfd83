import type { Message } from '@sp/core';
import type { PipeSink, TransportPipe } from '@sp/core/transport';

/** A transport pipe that does nothing but keep what the socket gives it, message objects included. */
export class BarePipe implements TransportPipe {
  readonly peer = 0;
  readonly localAddress = '';
  readonly remoteAddress = '';
  readonly unsent = 0;
  readonly sent: { readonly message: Message; readonly body: Uint8Array; readonly shared: boolean }[] = [];
  sink: PipeSink | undefined = undefined;
  closes = 0;

  attach(sink: PipeSink): void {
    this.sink = sink;
  }

  send(message: Message, shared: boolean): boolean {
    this.sent.push({ message, body: message.body, shared });
    return true;
  }

  pause(): void {}

  resume(): void {}

  end(): void {}

  close(): void {
    this.closes += 1;
  }

  property(): undefined {
    return undefined;
  }
}
