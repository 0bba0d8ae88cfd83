import { usageError } from './failure.ts';
import { OptionReader } from './option-reader.ts';
import { cliOptions } from './option-table.ts';
import { patterns, type Pattern } from './patterns.ts';
import type { Settings } from './settings.ts';

const reader = new OptionReader(cliOptions);

/**
 * Takes arguments into the settings, from left to right, then checks what belongs together. The first mistake ends it;
 * what came before has taken effect by then. So does `--help`: nothing after it is looked at.
 * @returns the protocol to run; undefined where `settings.show` says what to print instead
 * @throws Failure with the status of a usage error or of a file error
 */
export function parseArguments(args: readonly string[], settings: Settings): Pattern | undefined {
  for (const { option, value, written } of reader.read(args)) {
    option.apply(settings, value, written);
    if (settings.show !== undefined) return undefined;
  }
  return check(settings);
}

function check({ pattern, listen, dial, interval }: Settings): Pattern {
  if (pattern === undefined) {
    throw usageError(`no protocol given: one of ${patterns.map(({ names }) => `--${names[0]}`).join(', ')} is needed`);
  }
  if (listen.length === 0 && dial.length === 0) {
    throw usageError('no address given: --listen or --dial is needed');
  }
  if (pattern.role === 'answer' && interval !== undefined) {
    throw usageError(`--interval does not go with --${pattern.names[0]}, which only answers`);
  }
  return pattern;
}
