export interface Mutant {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly why: string;
  readonly tests: readonly string[];
}

export declare const mutants: readonly Mutant[];
