import { describe, expect, test } from '@jest/globals';
import { ComplianceError, transportCases, transportClaims, type TransportSubject } from '@sp/compliance';
import { TinyTransport, type TransportFault } from './tiny-transport.ts';

/** For each case, a transport that has to fail it. */
const broken: Record<string, TransportFault> = {
  spi: 'wrong version',
  '13.1.1': 'accepts any scheme',
  '13.1.2': 'bad default',
  '13.1.3': 'any size is an option',
  '13.1.5': 'tells the wrong peer',
  '13.1.6': 'steals addresses',
  '13.1.7': 'succeeds where nobody listens',
  'T-015': 'ignores the protocol',
  'T-015-introduced': 'ignores the protocol',
  '13.1.13': 'answers every property',
  '13.1.14': 'gives no address',
  'T-014': 'ignores abort',
  '13.1.18': 'hangs where nobody listens',
  '13.1.20': 'one connection for all',
  'T-016': 'keeps the address',
  'T-003': 'keeps the header apart',
  '13.1.11': 'truncates',
  '13.1.25': 'drops empty messages',
  '13.1.26': 'loses every 500th message',
  'T-004': 'hands shared bodies on',
  'T-009': 'wipes shared bodies',
  'T-010': 'hands borrowed bodies on',
  '13.1.15': 'no limit',
  '13.1.15-dialer': 'no limit',
  '13.1.17': 'keeps the limit of listen',
  'T-001': 'calls from inside',
  'T-001-fair': 'starves the event loop',
  'T-002': 'drops what comes before attach',
  'T-005': 'never refuses',
  'T-008': 'throws from send',
  'T-011': 'ignores pause in a burst',
  'T-006': 'closed twice',
  'T-012': 'ends without flushing',
  'T-013': 'closed for every close',
  '13.1.24': 'close waits for the reader',
};

let addresses = 0;
const subject = (fault?: TransportFault): TransportSubject => ({
  transport: new TinyTransport(fault),
  listenAddress: () => `tiny://${String((addresses += 1))}`,
  unusedAddress: () => 'tiny://nobody',
  claims: transportClaims,
  patience: fault === undefined ? 5_000 : 100,
  quiet: 2,
});
const sound = transportCases(subject());

describe.each(sound)('$title', ({ id, run }) => {
  test('passes a sound transport', run);

  test('fails a broken one', async () => {
    const fault = broken[id];
    expect(fault).toBeDefined();
    const examined = transportCases(subject(fault)).find((other) => other.id === id);
    await expect(examined?.run()).rejects.toThrow(ComplianceError);
  });
});

test('no case is without a broken subject, and no id is used twice', () => {
  expect(sound.map(({ id }) => id).toSorted()).toEqual(Object.keys(broken).toSorted());
});

test('what is not claimed is not passed', async () => {
  const [limit] = transportCases({ ...subject(), claims: [] }).filter(({ needs }) => needs.includes('maxRecvSize'));
  expect(limit?.notClaimed).toEqual(['maxRecvSize']);
  await expect(limit?.run()).rejects.toThrow('not claimed: maxRecvSize');
});
