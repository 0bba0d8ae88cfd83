import type { ProtocolInfo } from '@sp/core/transport';
import { ComplianceError } from '../assert.ts';
import { host, turn } from '../host.ts';
import { settled } from '../settle.ts';

/** Two protocols that belong together: listeners of a {@link WireBench} are the first, dialers the second. */
export const rep: ProtocolInfo = { self: 0x31, peer: 0x30, selfName: 'rep', peerName: 'req' };
export const req: ProtocolInfo = { self: 0x30, peer: 0x31, selfName: 'req', peerName: 'rep' };
/** What these two send first over a byte stream, in hex. */
export const repHeader = '00 53 50 00 00 31 00 00';
export const reqHeader = '00 53 50 00 00 30 00 00';

/** `'00 53'` as bytes. */
export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.trim() === '' ? [] : text.trim().split(/\s+/), (pair) => parseInt(pair, 16));

/** Bytes as `'00 53'`. */
export const toHex = (data: Uint8Array): string =>
  Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Waits for a condition, one turn of the event loop after the other, and fails when it takes too long. */
export async function until(condition: () => boolean, what: string, patience: number = 8_000): Promise<void> {
  const deadline = host.performance.now() + patience;
  while (!condition()) {
    if (host.performance.now() > deadline) throw new ComplianceError(`gave up waiting for ${what}`);
    await turn();
  }
}

/** A few turns in which something that must not happen would have happened between two ends on one machine. */
export const quiet = (): Promise<void> => settled(50);

/** The code that a promise is rejected with. */
export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
