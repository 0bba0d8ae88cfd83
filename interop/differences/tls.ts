import { createPush } from '@sp/node';
import { securityOptions } from '../certificates.ts';
import { addressOf, net, patient } from '../our-sockets.ts';
import { attached, equal, failureOf, peerProcess, type Difference } from './difference.ts';

const speaks = (version: string, tools: readonly string[]): Difference => ({
  title: `over TLS it speaks ${version} with us`,
  tools,
  run: async (scene, peer) => {
    const address = `tls+tcp://127.0.0.1:${await scene.freePort()}`;
    peerProcess(scene, peer, 'pull', 'listen', address);
    const push = scene.open(createPush(net));
    let spoken: unknown;
    push.setPipeHook({ attached: (pipe) => (spoken = pipe.property('tlsState').protocol) });
    await push.dial(addressOf(address), { ...patient, ...securityOptions('dial', address) });
    await scene.until(() => spoken !== undefined);
    equal(spoken, version, 'version');
  },
});

/** Versions of TLS, and strangers. */
export const versions: readonly Difference[] = [
  speaks('TLSv1.2', ['nngcat']),
  speaks('TLSv1.3', ['macat']),
  {
    title: 'over TLS our PUSH does not talk to its PULL whose authority it does not know',
    tools: ['nngcat', 'macat'],
    run: async (scene, peer) => {
      const address = `tls+tcp://127.0.0.1:${await scene.freePort()}`;
      peerProcess(scene, peer, 'pull', 'listen', address);
      const push = scene.open(createPush(net));
      await attached(push, () => push.dial(addressOf(address), { ...patient, ...securityOptions('dial', address) }));
      equal(await failureOf(push.dial(addressOf(address))), 'ERR_SP_TLS_AUTH', 'code');
    },
  },
];
