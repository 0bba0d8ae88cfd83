import type { Case } from './cases.ts';
import {
  bodyLength,
  ends,
  ourSides,
  pairings,
  protocols,
  transportRows,
  type OurSide,
  type SizeRow,
  type TransportRow,
} from './scenarios.ts';
import { startOurs, startPeer } from './sides.ts';
import type { Peer, Tool } from './tools.ts';

/** Bytes without a short period, different for each seed. */
const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => index * 31 + (index >> 8) * 7 + (index >> 16) + seed);

/** A cell of the table before its tool is known. */
interface Plan {
  readonly ourSide: OurSide;
  readonly pairing: (typeof pairings)[number];
  readonly transport: TransportRow;
  readonly end: (typeof ends)[number];
  readonly size: SizeRow;
}

const plans: readonly Plan[] = ourSides.flatMap((ourSide) =>
  transportRows.flatMap((transport) =>
    pairings.flatMap((pairing) =>
      ends.flatMap((end) =>
        ourSide.sizes(transport).map((size) => ({ ourSide: ourSide.name, transport, pairing, end, size })),
      ),
    ),
  ),
);

const verbs = { listen: 'listens', dial: 'dials' } as const;

const knows = ({ protocols: known, transports }: Tool, { pairing: [, theirs], transport }: Plan): boolean =>
  known[theirs] !== undefined && transports.includes(transport.name);

/** The id of what the specification of the command promises. */
const promised = ({ ourSide, transport }: Plan): string =>
  ourSide === 'spcat' && ['tcp', 'ipc', 'ws'].includes(transport.name) ? '[cli 9.3.4] ' : '';

/** Every cell of the table for one tool, whether it is installed or not. */
export const cellsOf = (tool: Tool, peer: Peer | undefined): Case[] =>
  plans
    .filter((plan) => knows(tool, plan))
    .map((plan) => {
      const { ourSide, pairing, transport, end, size } = plan;
      const [ours, theirs] = pairing;
      const limit = tool.unlimited === undefined ? tool.receiveLimit : Infinity;
      const length = bodyLength(size, protocols[ours], limit);
      const row = `${ourSide} ${ours.toUpperCase()} ${verbs[end.ours]}, ${transport.name}, peer ${theirs.toUpperCase()} ${verbs[end.theirs]}`;
      return {
        title: `${tool.name}: ${promised(plan)}${row}, ${size.name}`,
        tool: tool.name,
        deadline: 20_000,
        cell: {
          row,
          column: size.name,
          pairing: `${ours.toUpperCase()}, ${theirs.toUpperCase()}`,
          transport: transport.name,
          shortened: length < size.bytes,
        },
        run: async (scene) => {
          if (peer === undefined) throw new Error(`${tool.name} not found`);
          const address = await transport.address(scene);
          const [fromUs, fromThem] = [bytes(length, 1), bytes(length, 2)];
          const us = await startOurs[ourSide](scene, {
            protocol: ours,
            end: end.ours,
            address,
            says: fromUs,
            hears: length,
          });
          us.heard.catch(() => undefined); // reported below, unless the peer does not even start
          const them = await startPeer(peer)(scene, {
            protocol: theirs,
            end: end.theirs,
            address,
            says: fromThem,
            hears: length,
          });
          const [heardByUs, heardByThem] = await Promise.all([us.heard, them.heard]);
          same(heardByUs, protocols[ours].hears ? fromThem : undefined, 'our side heard');
          same(heardByThem, protocols[theirs].hears ? fromUs : undefined, `${tool.name} heard`);
        },
      };
    });

function same(actual: Uint8Array | undefined, expected: Uint8Array | undefined, what: string): void {
  if (actual === undefined || expected === undefined) {
    if (actual === expected) return;
    throw new Error(`${what} ${actual === undefined ? 'nothing' : 'something'}`);
  }
  if (Buffer.compare(actual, expected) === 0) return;
  const at = expected.findIndex((byte, index) => byte !== actual[index]);
  const where = at < 0 ? '' : `, different from byte ${at} on`;
  throw new Error(`${what} ${actual.length} bytes instead of ${expected.length}${where}`);
}
