import { parseArgs } from 'node:util';
import { usageError } from './failure.ts';
import type { CliOption } from './cli-option.ts';

/** An option as it was given. */
export interface GivenOption {
  readonly option: CliOption;
  /** As it was written, without the value: `--da` or `-D`. */
  readonly written: string;
  /** Empty for an option without a value. */
  readonly value: string;
}

/**
 * Reads options from left to right, and stops at the first mistake.
 *
 * Node's own `parseArgs` splits the arguments. What it does not know comes on top: abbreviations of long names,
 * `--name:value`, and the equals sign in `-x=value`.
 * @throws Failure with the status of a usage error, when the iterator reaches the mistake
 */
export class OptionReader {
  readonly #long: ReadonlyMap<string, CliOption>;
  readonly #short: ReadonlyMap<string, CliOption>;
  /** Long names that may be abbreviated. */
  readonly #candidates: ReadonlyMap<string, CliOption>;
  readonly #forParseArgs: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};

  constructor(options: readonly CliOption[]) {
    const named = (names: (option: CliOption) => readonly string[]): Map<string, CliOption> =>
      new Map(options.flatMap((option) => names(option).map((name) => [name, option] as const)));
    this.#long = named(({ names, exactNames }) => [...names, ...exactNames]);
    this.#short = named(({ short }) => (short === undefined ? [] : [short]));
    this.#candidates = named(({ names }) => names);
    for (const [name, { placeholder, names, short }] of this.#long) {
      const type = placeholder === undefined ? 'boolean' : 'string';
      this.#forParseArgs[name] = short !== undefined && name === names[0] ? { type, short } : { type };
    }
  }

  *read(args: readonly string[]): Generator<GivenOption, void> {
    const full = [...args];
    let at = 0;
    for (let token = this.#split(full)[at]; token !== undefined; token = this.#split(full)[at]) {
      let written = token.rawName ?? '';
      if (written.startsWith('--')) {
        // An abbreviation is spelt out in its place; only then is it known whether the next argument is its value.
        written = this.#spellOut(full, token.index);
        token = this.#split(full)[at] ?? token;
      }
      if (token.kind === 'positional') throw usageError(`unexpected argument: ${token.value ?? ''}`);
      if (token.kind === 'option') yield this.#given(token, written, args[token.index] ?? '');
      at += 1;
    }
  }

  #split(args: readonly string[]): readonly Token[] {
    const options = this.#forParseArgs;
    return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
  }

  #given({ rawName = '', value, inlineValue }: Token, written: string, argument: string): GivenOption {
    const isShort = !rawName.startsWith('--');
    const option = isShort ? this.#short.get(rawName.slice(1)) : this.#long.get(rawName.slice(2));
    if (option === undefined) {
      throw usageError(`no such option: ${written}${argument === written ? '' : ` (in ${argument})`}`);
    }
    if (option.placeholder === undefined) {
      if (value !== undefined) throw usageError(`${written} takes no value`);
      return { option, written, value: '' };
    }
    if (value === undefined) throw usageError(`${written} requires a value`);
    const equals = isShort && inlineValue === true && option.dropsEquals && value.startsWith('=');
    return { option, written, value: equals ? value.slice(1) : value };
  }

  /** Puts the full name in the place of an abbreviated one; returns what was written. */
  #spellOut(args: string[], index: number): string {
    const [, written = '', separator = '', value = ''] = /^--([^=:]*)([=:]?)(.*)$/s.exec(args[index] ?? '') ?? [];
    args[index] = `--${this.#fullName(written)}${separator === '' ? '' : '='}${value}`;
    return `--${written}`;
  }

  #fullName(written: string): string {
    if (this.#long.has(written) || written === '') return written;
    const matches = [...this.#candidates].filter(([name]) => name.startsWith(written));
    const meant = new Set(matches.map(([, option]) => option));
    if (meant.size > 1) {
      throw usageError(`--${written} is ambiguous: ${matches.map(([name]) => `--${name}`).join(', ')}`);
    }
    return matches[0]?.[0] ?? written;
  }
}

/** The part of a token of `parseArgs` that is looked at; which of it is there depends on the kind. */
interface Token {
  readonly kind: 'option' | 'positional' | 'option-terminator';
  readonly index: number;
  readonly rawName?: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}
