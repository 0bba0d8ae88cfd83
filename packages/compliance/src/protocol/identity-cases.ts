import { equal, throws } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import type { ProtocolBench } from './protocol-bench.ts';

/** The options of every socket. */
const coreNames = ['linger', 'maxRecvSize', 'observer', 'raw', 'reconnectTime', 'maxReconnectTime', 'dialAsync'];

/** Every option that some protocol has. */
const allNames = [
  'recvDeadline',
  'sendDeadline',
  'bestEffort',
  'readQLen',
  'writeQLen',
  'ttl',
  'retryTime',
  'failNoPeers',
  'surveyTime',
  'preferNew',
];

/** Who the socket says it is, and which options it knows. */
export const identityCases: readonly CaseSpec<ProtocolBench>[] = [
  {
    id: 'G-1',
    title: '[G-1] has the numbers and names of its protocol, raw and cooked alike',
    needs: [],
    run: (bench) => {
      const { info } = bench.open();
      for (const key of ['self', 'peer', 'selfName', 'peerName'] as const)
        equal(info[key], bench.subject.info[key], key);
      return Promise.resolve();
    },
  },
  {
    id: 'G-2',
    title: '[G-2] says whether it is raw, as a field and as an option',
    needs: [],
    run: (bench) => {
      const socket = bench.open();
      equal(socket.raw, bench.subject.raw, 'raw');
      equal(socket.getOption('raw'), bench.subject.raw, 'the option raw');
      equal((socket.options as { raw?: unknown }).raw, bench.subject.raw, 'options.raw');
      return Promise.resolve();
    },
  },
  {
    id: 'G-3',
    title: '[G-3] does not let raw be set',
    needs: [],
    run: (bench) => {
      const socket = bench.open();
      for (const raw of [true, false]) {
        throws(
          () => {
            socket.configure({ raw });
          },
          'ERR_SP_BAD_OPTION',
          `setting raw to ${String(raw)}`,
        );
        throws(() => bench.open({ raw }), 'ERR_SP_BAD_OPTION', `opening with raw ${String(raw)}`);
      }
      equal(socket.getOption('raw'), bench.subject.raw, 'raw afterwards');
      return Promise.resolve();
    },
  },
  {
    id: 'G-5',
    title: '[G-5, OPT-3] knows no option that does not exist',
    needs: [],
    run: (bench) => {
      const socket = bench.open();
      throws(() => socket.getOption('noSuchOption'), 'ERR_SP_BAD_OPTION', 'reading an unknown option');
      throws(
        () => {
          socket.configure({ noSuchOption: 1 });
        },
        'ERR_SP_BAD_OPTION',
        'setting an unknown option',
      );
      throws(() => bench.open({ noSuchOption: 1 }), 'ERR_SP_BAD_OPTION', 'opening with an unknown option');
      return Promise.resolve();
    },
  },
  {
    id: 'G-11',
    title: '[G-11] has its own options and those of every socket, and none of another protocol',
    needs: [],
    run: (bench) => {
      const socket = bench.open();
      for (const name of [...coreNames, ...Object.keys(bench.subject.options)]) socket.getOption(name);
      for (const name of allNames.filter((other) => !(other in bench.subject.options))) {
        throws(() => socket.getOption(name), 'ERR_SP_BAD_OPTION', `reading ${name}`);
        throws(
          () => {
            socket.configure({ [name]: 1 });
          },
          'ERR_SP_BAD_OPTION',
          `setting ${name}`,
        );
      }
      return Promise.resolve();
    },
  },
];
