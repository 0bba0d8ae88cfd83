import type { Role } from './conversation.ts';
import { usageError } from './failure.ts';
import { OptionReader } from './option-reader.ts';
import { cliOptions } from './option-table.ts';
import { patterns, type Pattern } from './patterns.ts';
import type { Settings } from './settings.ts';
import { isSecure } from './tls-files.ts';

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

function check(settings: Settings): Pattern {
  const { pattern, listen, dial } = settings;
  if (pattern === undefined) {
    throw usageError(`no protocol given: one of ${patterns.map(({ names }) => `--${names[0]}`).join(', ')} is needed`);
  }
  if (listen.length === 0 && dial.length === 0) {
    throw usageError('no address given: --listen or --dial is needed');
  }
  const bare = listen.find(isSecure);
  if (bare !== undefined && settings.certificate === undefined) {
    throw usageError(`no server certificate: to listen at ${bare}, --cert is needed`);
  }
  const mistake = mistakeFor(`--${pattern.names[0]}`, pattern.role, settings);
  if (mistake !== undefined) throw usageError(mistake);
  return pattern;
}

/** What does not go with the protocol. */
function mistakeFor(option: string, role: Role, settings: Settings): string | undefined {
  const { subscribe, data, interval, pairIsVersion0 } = settings;
  if (subscribe.length > 0 && option !== '--sub') return `--subscribe does not go with ${option}, only with --sub`;
  if (pairIsVersion0 && option === '--pair1') return '--compat does not go with --pair1: its pair is version 0';
  if (role === 'send' && data === undefined) return `no data to send: ${option} needs --data or --file`;
  if (role === 'receive' && data !== undefined) return `data does not go with ${option}, which only receives`;
  if (interval === undefined) return undefined;
  if (role === 'receive') return `--interval does not go with ${option}, which only receives`;
  if (role === 'answer') return `--interval does not go with ${option}, which only answers`;
  if (role === 'exchange' && data === undefined) return `no data to send: --interval needs --data or --file`;
  return undefined;
}
