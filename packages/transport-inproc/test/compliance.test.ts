import { expect, test } from '@jest/globals';
import { transportCases, transportClaims, type TransportSubject } from '@sp/compliance';
import { inproc } from '@sp/transport-inproc';

let names = 0;
const subject: TransportSubject = {
  transport: inproc(),
  listenAddress: () => `inproc://compliance-${(names += 1)}`,
  unusedAddress: () => 'inproc://nobody',
  claims: transportClaims.filter((claim) => claim !== 'maxRecvSize'),
};
const cases = transportCases(subject);

for (const { title, notClaimed, run } of cases) if (notClaimed.length === 0) test(title, run);

test('claims everything but a receive limit', () => {
  expect(new Set(cases.flatMap(({ notClaimed }) => notClaimed))).toEqual(new Set(['maxRecvSize']));
});
