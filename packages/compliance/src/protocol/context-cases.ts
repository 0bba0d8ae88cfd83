import { Message } from '@sp/core';
import { equalBytes, throws } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import type { ProtocolBench } from './protocol-bench.ts';

const body = new Message('still here').body;

/** Contexts, where the pattern has them. */
export const contextCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-4',
    title: '[G-4] opens no context',
    needs: ['noContexts'],
    run: (bench) => {
      const socket = bench.open();
      // A socket without the method at all has said so as well.
      if (socket.openContext === undefined) return Promise.resolve();
      throws(() => socket.openContext?.(), 'ERR_SP_PROTO_OP', 'openContext');
      return Promise.resolve();
    },
  },
  {
    id: 'G-25',
    title: '[G-25] closes contexts one by one, each once, and all with the socket',
    needs: ['contexts'],
    run: async (bench) => {
      const socket = bench.open();
      const peer = await bench.connect(socket);
      const contexts = [socket.openContext?.(), socket.openContext?.(), socket.openContext?.()];
      const [first, second, third] = contexts;
      first?.close();
      throws(() => first?.close(), 'ERR_SP_CLOSED', 'closing a context twice');
      if (second !== undefined) equalBytes((await bench.receive(second, peer, body)).body, body, 'at another context');
      await socket.close();
      throws(() => third?.close(), 'ERR_SP_CLOSED', 'closing a context after its socket');
      throws(() => socket.openContext?.(), 'ERR_SP_CLOSED', 'opening a context after its socket closed');
    },
  },
  {
    id: 'G-26',
    title: '[G-26] keeps the options of the socket from its contexts',
    needs: ['contexts'],
    run: (bench) => {
      const context = bench.open().openContext?.();
      const own = bench.subject.contexts ?? [];
      for (const name of own) context?.getOption(name);
      const foreign = [...Object.keys(bench.subject.options), 'raw', 'ttl', 'writeQLen', 'linger'];
      for (const name of foreign.filter((other) => !own.includes(other))) {
        throws(() => context?.getOption(name), 'ERR_SP_BAD_OPTION', `reading ${name} of a context`);
        throws(() => context?.configure({ [name]: 1 }), 'ERR_SP_BAD_OPTION', `setting ${name} of a context`);
      }
      return Promise.resolve();
    },
  },
];
