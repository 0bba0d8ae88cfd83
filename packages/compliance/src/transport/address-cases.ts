import type { OptionTable } from '@sp/core/transport';
import { check, equal, throws } from '../assert.ts';
import type { CaseSpec } from '../compliance-case.ts';
import type { TransportBench } from './transport-bench.ts';

const roles = ['dial', 'listen'] as const;

/** What a transport says about itself before any connection is made. */
export const addressCases: readonly CaseSpec<TransportBench>[] = [
  {
    id: 'spi',
    title: '[spi] states version 1 of the interface and at least one scheme',
    needs: [],
    run: ({ subject: { transport } }) => {
      equal(transport.spi, 1, 'spi');
      check(transport.schemes.length > 0, 'there is no scheme');
      for (const scheme of transport.schemes) check(/^[a-z][a-z0-9+.-]*$/.test(scheme), `${scheme} is no scheme`);
      return Promise.resolve();
    },
  },
  {
    id: '13.1.1',
    title: '[transports 13.1.1, TR-1] refuses the address of another scheme, for both roles',
    needs: [],
    run: ({ subject }) => {
      for (const role of roles) {
        subject.transport.parse(subject.listenAddress(), 'listen');
        subject.transport.parse(subject.unusedAddress(), 'dial');
        throws(() => subject.transport.parse('no-such-scheme://x', role), 'ERR_SP_BAD_TRAN', `parse to ${role}`);
      }
      return Promise.resolve();
    },
  },
  {
    id: '13.1.2',
    title: '[transports 13.1.2] has option tables whose defaults are good values',
    needs: [],
    run: ({ subject: { transport } }) => {
      for (const table of [transport.dialOptions, transport.listenOptions]) {
        for (const [name, spec] of Object.entries(table as OptionTable<Record<string, unknown>>)) {
          const required = spec.default === undefined;
          check(required || spec.check(spec.default), `the default of ${name} is not what ${name} expects`);
          check(spec.doc.length > 0 && spec.expects.length > 0, `${name} is not described`);
        }
      }
      return Promise.resolve();
    },
  },
  {
    id: '13.1.3',
    title: '[transports 13.1.3] takes a size as maxRecvSize, and no other value',
    needs: ['maxRecvSize'],
    run: ({ subject: { transport } }) => {
      for (const table of [transport.dialOptions, transport.listenOptions] as OptionTable<Record<string, unknown>>[]) {
        const spec = table.maxRecvSize;
        check(spec !== undefined, 'there is no option maxRecvSize');
        for (const good of [1, 100, 1_048_576, Infinity]) check(spec.check(good), `maxRecvSize refuses ${good}`);
        for (const bad of [0, -1, NaN, '100', true, null, new Date()]) {
          check(!spec.check(bad), `maxRecvSize takes ${String(bad)}`);
        }
      }
      return Promise.resolve();
    },
  },
];
