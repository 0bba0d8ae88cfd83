/** A program that can be measured. Start it with `command` and then the arguments of the contract in README.md. */
export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  readonly scenarios: readonly string[];
  /** It also has the inproc mode. */
  readonly inproc: boolean;
  readonly version: string;
  /** Why it can't run here. */
  readonly skipped?: string;
}

/** Builds what is missing and lists every peer. */
export function peers(): Promise<Peer[]>;
