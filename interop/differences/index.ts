import type { Case } from '../cases.ts';
import type { Peer, Tool } from '../tools.ts';
import { addresses } from './addresses.ts';
import { bus } from './bus.ts';
import { connecting } from './connecting.ts';
import type { Difference } from './difference.ts';
import { forwarding } from './forwarding.ts';
import { handshake } from './handshake.ts';
import { ipc } from './ipc.ts';
import { malformed } from './malformed.ts';
import { outputFormats } from './output-formats.ts';
import { pair } from './pair.ts';
import { pipeline } from './pipeline.ts';
import { receiveLimits } from './receive-limits.ts';
import { resending } from './resending.ts';
import { star } from './star.ts';
import { subscriptions } from './subscriptions.ts';
import { surveys } from './surveys.ts';
import { versions } from './tls.ts';
import { websocket } from './websocket.ts';
import { wireBytes } from './wire-bytes.ts';

const all: readonly Difference[] = [
  ...wireBytes,
  ...handshake,
  ...connecting,
  ...addresses,
  ...receiveLimits,
  ...resending,
  ...malformed,
  ...pair,
  ...pipeline,
  ...subscriptions,
  ...surveys,
  ...bus,
  ...star,
  ...forwarding,
  ...ipc,
  ...websocket,
  ...versions,
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
