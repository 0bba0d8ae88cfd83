import { usageError } from './failure.ts';
import type { Settings } from './settings.ts';
import type { ValueKind } from './value-kinds.ts';

/** One option of the command line. */
export interface CliOption {
  /** Long names, the preferred one first. */
  readonly names: readonly [string, ...string[]];
  /** Further long names, which have to be written in full and do not make an abbreviation ambiguous. */
  readonly exactNames: readonly string[];
  readonly short: string | undefined;
  /** Stands for the value in the help text; undefined for an option without a value. */
  readonly placeholder: string | undefined;
  readonly dropsEquals: boolean;
  readonly help: string;
  /**
   * Takes the option into the settings.
   * @param written - the option as it was given, for messages
   * @throws Failure for a bad value, and where the option does not go with earlier ones
   */
  readonly apply: (settings: Settings, value: string, written: string) => void;
}

/** How an option is written, and what the help text says of it. */
export interface Spelling {
  readonly names: readonly [string, ...string[]];
  readonly exactNames?: readonly string[];
  readonly short?: string;
  readonly help: string;
}

/** An option without a value. */
export const flag = (spelling: Spelling, set: (settings: Settings, written: string) => void): CliOption => ({
  exactNames: [],
  short: undefined,
  ...spelling,
  placeholder: undefined,
  dropsEquals: false,
  apply: (settings, _value, written) => {
    set(settings, written);
  },
});

/** An option with a value. */
export const option = <T>(
  spelling: Spelling,
  { placeholder, expects, dropsEquals, parse }: ValueKind<T>,
  set: (settings: Settings, value: T) => void,
): CliOption => ({
  exactNames: [],
  short: undefined,
  ...spelling,
  placeholder,
  dropsEquals,
  apply: (settings, value, written) => {
    const parsed = parse(value);
    if (parsed === undefined) throw usageError(`${written} expects ${expects}, not ${JSON.stringify(value)}`);
    set(settings, parsed);
  },
});
