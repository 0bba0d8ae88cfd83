import { SpError } from './sp-error.ts';

/** How one option is checked, what it defaults to, and what it means. */
export interface OptionSpec<T> {
  readonly default: T;
  /** What a good value is, in words that follow "expects". */
  readonly expects: string;
  /** One sentence for the reference, with the unit. */
  readonly doc: string;
  check(value: unknown): boolean;
  /** True where the option can be read but never set. */
  readonly readOnly?: boolean;
}

/** The options of one kind of object: a check, a default and a sentence for every name. */
export type OptionTable<T> = { readonly [Name in keyof T]-?: OptionSpec<T[Name]> };

/** True, false, nothing else. */
export const flag = (byDefault: boolean, doc: string): OptionSpec<boolean> => ({
  default: byDefault,
  doc,
  expects: 'true or false',
  check: (value) => typeof value === 'boolean',
});

/** A flag that tells a fact about the object and can't be set. */
export const fact = (value: boolean, doc: string): OptionSpec<boolean> => ({ ...flag(value, doc), readOnly: true });

/** An integer between two bounds, both included. */
export const integer = (byDefault: number, min: number, max: number, doc: string): OptionSpec<number> => ({
  default: byDefault,
  doc,
  expects: max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`,
  check: (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
});

/** A size or duration of at least `min`; `Infinity` is allowed and means "no limit". */
export const amount = (byDefault: number, min: number, unit: string, doc: string): OptionSpec<number> => ({
  default: byDefault,
  doc,
  expects: `${unit}, at least ${min}, or Infinity`,
  check: (value) => typeof value === 'number' && value >= min,
});

/** A duration in milliseconds: 0 or more, finite. */
export const duration = (byDefault: number, doc: string): OptionSpec<number> => ({
  default: byDefault,
  doc,
  expects: 'a number of milliseconds, at least 0',
  check: (value) => typeof value === 'number' && value >= 0 && value < Infinity,
});

/** A deadline in milliseconds: `Infinity` waits for ever, 0 tries once. */
export const deadline = (doc: string): OptionSpec<number> => amount(Infinity, 0, 'a number of milliseconds', doc);

const specOf = (table: OptionTable<object>, name: string): OptionSpec<unknown> => {
  const spec = Object.hasOwn(table, name) ? (table as Record<string, OptionSpec<unknown>>)[name] : undefined;
  if (spec === undefined) throw new SpError('ERR_SP_BAD_OPTION', `there is no option ${name} here`);
  return spec;
};

/** The values of one object's options, and the only way to change them. */
export class OptionSet<T extends object> {
  /** The live values. Hot paths keep a reference and read them; nobody else writes them. */
  readonly values: T;
  readonly #table: OptionTable<T>;

  /**
   * @param given - what the caller set; checked here
   * @param inherited - values of the parent object that go before the defaults
   */
  constructor(table: OptionTable<T>, given?: Partial<T>, inherited?: object) {
    this.#table = table;
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(table)) {
      const parent = inherited as Record<string, unknown> | undefined;
      const inherits = parent !== undefined && name in parent;
      values[name] = inherits ? parent[name] : specOf(table, name).default;
      // A transport may allow less than the socket does.
      if (inherits && given?.[name as keyof T] === undefined && !specOf(table, name).check(values[name])) {
        throw new SpError('ERR_SP_BAD_VALUE', `inherited ${name} expects ${specOf(table, name).expects}`);
      }
    }
    this.values = values as T;
    if (given !== undefined) this.configure(given);
  }

  /**
   * Checks all of `given`, then sets it; entries that are undefined count as not given.
   * @returns the names that were set
   * @throws ERR_SP_BAD_OPTION for an unknown or read-only name, ERR_SP_BAD_VALUE for a wrong value; nothing changes then
   */
  configure(given: Partial<T>): string[] {
    const entries = Object.entries(given).filter(([, value]) => value !== undefined);
    for (const [name, value] of entries) {
      const spec = specOf(this.#table, name);
      if (spec.readOnly === true) throw new SpError('ERR_SP_BAD_OPTION', `${name} can't be set`);
      if (!spec.check(value)) throw new SpError('ERR_SP_BAD_VALUE', `${name} expects ${spec.expects}`);
    }
    for (const [name, value] of entries) (this.values as Record<string, unknown>)[name] = value;
    return entries.map(([name]) => name);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#table, name);
  }

  /** True where an option of this name exists, can be set, and takes this value. */
  accepts(name: string, value: unknown): boolean {
    return this.has(name) && specOf(this.#table, name).readOnly !== true && specOf(this.#table, name).check(value);
  }

  /** One value by name; ERR_SP_BAD_OPTION where there is no such option. */
  get(name: string): unknown {
    specOf(this.#table, name);
    return (this.values as Record<string, unknown>)[name];
  }

  /** A frozen copy of all values. */
  snapshot(): Readonly<T> {
    return Object.freeze({ ...this.values });
  }
}
