import { equal, throws } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import type { ProtocolBench } from './protocol-bench.ts';
import type { OptionKind } from './protocol-subject.ts';

/** Good values, and bad ones beside those that are bad for every kind. */
const values: Readonly<Record<OptionKind, readonly [good: readonly unknown[], bad: readonly unknown[]]>> = {
  deadline: [
    [0, 1, 2 ** 40, Infinity],
    [-1, NaN],
  ],
  time: [
    [1, 2 ** 40, Infinity],
    [0, -1, NaN],
  ],
  length: [
    [0, 1, 4_096],
    [-1, 1.5, NaN, Infinity],
  ],
  flag: [
    [true, false],
    [0, 1],
  ],
  ttl: [
    [1, 2, 255],
    [0, -1, 256, 1.5],
  ],
  other: [[], []],
};

/** Bad for every kind. A date is what a library might take for a number. */
const alwaysBad: readonly unknown[] = ['1', 'true', null, new Date(1), {}];

const rowsOf = ({ subject }: ProtocolBench, kinds: readonly OptionKind[]): string[] =>
  Object.entries(subject.options).flatMap(([name, { kind }]) => (kinds.includes(kind) ? [name] : []));

/** Options of some kinds refuse what they should, and keep their old value. */
const refusal = (id: string, title: string, need: string, kinds: readonly OptionKind[]): CaseSpec<ProtocolBench> => ({
  id,
  title: `${title}, and keeps the value that it had`,
  needs: [need],
  run: (bench) => {
    const socket = bench.open();
    for (const name of rowsOf(bench, kinds)) {
      const kind = bench.subject.options[name]?.kind ?? 'other';
      const [[good], bad] = values[kind];
      socket.configure({ [name]: good });
      for (const value of [...alwaysBad, ...bad, ...(kind === 'flag' ? [] : [true])]) {
        throws(
          () => {
            socket.configure({ [name]: value });
          },
          'ERR_SP_BAD_VALUE',
          `${name} = ${String(value)}`,
        );
        throws(() => bench.open({ [name]: value }), 'ERR_SP_BAD_VALUE', `opening with ${name} = ${String(value)}`);
      }
      equal(socket.getOption(name), good, `${name} afterwards`);
    }
    return Promise.resolve();
  },
});

/** The values that options take. */
export const optionCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-6',
    title: '[G-6] has the documented defaults, and gives back what was set',
    needs: [],
    run: (bench) => {
      const socket = bench.open();
      for (const [name, row] of Object.entries(bench.subject.options)) {
        if (row.kind === 'other') continue;
        equal(socket.getOption(name), row.default, `the default of ${name}`);
        for (const value of values[row.kind][0]) {
          socket.configure({ [name]: value });
          equal(socket.getOption(name), value, name);
          equal((socket.options as Record<string, unknown>)[name], value, `options.${name}`);
          equal(bench.open({ [name]: value }).getOption(name), value, `${name}, given at the start`);
        }
      }
      return Promise.resolve();
    },
  },
  refusal('G-7', '[G-7, OPT-2] refuses a string, a date and a negative number as a duration', 'durations', [
    'deadline',
    'time',
  ]),
  refusal('G-8', '[G-8, OPT-2] refuses a string, a date, a fraction and -1 as a queue length', 'lengths', ['length']),
  refusal('G-9', '[G-9, OPT-2] refuses a string, a number and a date as a flag', 'flags', ['flag']),
  refusal('G-10', '[G-10, OPT-2] refuses 0, -1, 256 and a string as a TTL', 'ttl', ['ttl']),
];
