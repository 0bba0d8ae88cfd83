import { createReq } from '@sp/node';
import type { PeerProcess } from '../peer-process.ts';
import type { Scene } from '../scene.ts';
import { spcatPath } from '../our-command.ts';
import { addressOf, net, patient } from '../our-sockets.ts';
import { peerArguments } from '../sides.ts';
import { equal, freeAddress, type Difference } from './difference.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** What a program prints that is a REP and gets all 256 byte values in one request. */
async function printedBy(scene: Scene, start: (address: string) => PeerProcess): Promise<string> {
  const address = await freeAddress(scene);
  const process = start(address);
  const req = scene.open(createReq(net));
  await req.dial(addressOf(address), patient);
  await req.request(everyByte);
  // The reply comes after the output.
  await process.printed(256);
  return process.stdout.toString('latin1');
}

const sameOutput = (format: string, more: string): Difference => ({
  title: `[cli 9.3.3] spcat prints all 256 byte values as it does: ${format}${more === '' ? '' : ', and a newline'}`,
  tools: ['nngcat'],
  run: async (scene, peer) => {
    const options = [`--${format}`, '--data', 'done'];
    const theirs = await printedBy(scene, (address) =>
      scene.spawn(peer.path, [...peerArguments(peer, { protocol: 'rep', end: 'listen', address }), ...options]),
    );
    const ours = await printedBy(scene, (address) =>
      scene.spawn(spcatPath(), ['--rep', '--listen', address, ...options]),
    );
    equal(ours, theirs + more, 'output');
  },
});

/** The output formats of our command against those of nngcat. */
export const outputFormats: readonly Difference[] = [
  sameOutput('raw', ''),
  sameOutput('hex', ''),
  sameOutput('msgpack', ''),
  sameOutput('quoted', ''),
  sameOutput('ascii', '\n'),
];
