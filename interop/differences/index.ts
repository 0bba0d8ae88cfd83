import type { Case } from '../cases.ts';
import type { Peer, Tool } from '../tools.ts';
import { connecting } from './connecting.ts';
import type { Difference } from './difference.ts';
import { forwarding } from './forwarding.ts';
import { handshake } from './handshake.ts';
import { malformed } from './malformed.ts';
import { outputFormats } from './output-formats.ts';
import { receiveLimits } from './receive-limits.ts';
import { resending } from './resending.ts';
import { wireBytes } from './wire-bytes.ts';

const all: readonly Difference[] = [
  ...wireBytes,
  ...handshake,
  ...connecting,
  ...receiveLimits,
  ...resending,
  ...malformed,
  ...forwarding,
  ...outputFormats,
];

/** The tests of one tool, whether it is installed or not. */
export const differencesOf = (tool: Tool, peer: Peer | undefined): Case[] =>
  all
    .filter(({ tools }) => tools?.includes(tool.name) ?? true)
    .map(({ title, deadline = 20_000, run }) => ({
      title: `${tool.name}: ${title}`,
      tool: tool.name,
      deadline,
      cell: undefined,
      run: async (scene) => {
        if (peer === undefined) throw new Error(`${tool.name} not found`);
        await run(scene, peer);
      },
    }));
