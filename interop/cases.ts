import type { Scene } from './scene.ts';

/** Something to try out with one tool. */
export interface Case {
  readonly title: string;
  /** The tool that it needs. */
  readonly tool: string;
  /** Milliseconds that it may take. */
  readonly deadline: number;
  /** Where it stands in the table; undefined for a case with a line of its own. */
  readonly cell: Cell | undefined;
  readonly run: (scene: Scene) => Promise<void>;
}

/** A place in the table. */
export interface Cell {
  readonly row: string;
  readonly column: string;
  /** Our protocol and that of the tool. */
  readonly pairing: string;
  readonly transport: string;
  /** True where the body is shorter than the size says, because of the limit of the tool. */
  readonly shortened: boolean;
}
