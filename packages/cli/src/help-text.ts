import type { CliOption } from './cli-option.ts';
import { optionGroups } from './option-table.ts';

const column = 32;

const spelling = ({ names, short, placeholder }: CliOption): string => {
  const all = [...(short === undefined ? [] : [`-${short}`]), ...names.map((name) => `--${name}`)];
  return `  ${all.join(', ')}${placeholder === undefined ? '' : ` ${placeholder}`}`;
};

const describe = (option: CliOption): string => {
  const start = spelling(option);
  return start.length < column
    ? `${start.padEnd(column)}${option.help}`
    : `${start}\n${' '.repeat(column)}${option.help}`;
};

/** What `--help` prints, made from the table of options. */
export function helpText(): string {
  const groups = optionGroups.map(({ heading, options }) => `${heading}:\n${options.map(describe).join('\n')}\n`);
  return `Usage: spcat PROTOCOL ADDRESS... [OPTION]...

Sends and receives messages of the Scalability Protocols from the command line.

${groups.join('\n')}
Long options may be abbreviated as long as that is unambiguous. Exit status: 0 for success, the end of --recv-timeout
included; 1 for a mistake in the arguments, 2 for a file or the output, 3 for the network.
`;
}
