import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';

/** What goes through a port: some bytes, the end of them, or a wish for more. */
type Item = Uint8Array | 'end' | 'more';

/** A message port as a stream of bytes. A chunk counts as written when the other end asks for the next one. */
export function portStream(port: MessagePort): Duplex {
  const stream = new Duplex({
    allowHalfOpen: false,
    read() {
      port.postMessage('more' satisfies Item);
    },
    write(chunk: Uint8Array, _encoding, written) {
      stream.once('more', written);
      // What moves to the other thread is a copy: the memory that the chunk lies in has other uses here.
      const bytes = new Uint8Array(chunk);
      port.postMessage(bytes satisfies Item, [bytes.buffer]);
    },
    final(done) {
      port.postMessage('end' satisfies Item);
      done();
    },
    destroy(error, done) {
      // Whoever has read everything hears of an orderly end.
      port.postMessage('end' satisfies Item);
      port.close();
      done(error);
    },
  });
  port.on('message', (item: Item) => {
    if (item === 'more') stream.emit('more');
    else stream.push(item === 'end' ? null : item);
  });
  // Without effect where the stream has ended before: then it was the last step of an orderly end.
  port.on('close', () => {
    stream.destroy(new Error('the other end has closed the port'));
  });
  // The socket decides what keeps its thread alive.
  port.unref();
  return stream;
}
