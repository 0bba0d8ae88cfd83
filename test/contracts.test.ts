// The pages about the two contracts name exactly the rules that the source and the compliance kit know.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { protocolCases, transportCases, transportClaims } from '@sp/compliance';
import { protocols } from '@sp/core/protocol';
import { createPair } from '@sp/protocol-pair';
import { inproc } from '@sp/transport-inproc';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const found = (text: string, id: RegExp): string[] => [...new Set(text.match(id))].toSorted();

describe('the transport contract', () => {
  const page = read('docs/transport-contract.md');
  const cases = transportCases({
    transport: inproc(),
    listenAddress: () => 'inproc://nowhere',
    unusedAddress: () => 'inproc://nobody',
    claims: transportClaims,
  });
  const rule = /T-\d{3}/g;
  const outsideTheKit = ['T-017'];

  test('has the same rules in the source, on its page and in the compliance cases', () => {
    const inSource = found(read('packages/core/src/transport/transport.ts'), rule);
    expect(found(page, rule)).toEqual(inSource);
    const inCases = found(cases.map(({ title }) => title).join(' '), rule);
    expect([...inCases, ...outsideTheKit]).toEqual(inSource);
  });

  test('has a section for each rule that names its cases', () => {
    const sections = page.split(/^### /m).slice(1);
    const named = sections.map((section) => {
      const shown = /^Shown by ([^.;]*(?:\.\d[^.;]*)*)/m.exec(section)?.[1] ?? '';
      return [section.slice(0, 5), found(shown, /(?<=`)[^`,]+(?=`)/g)];
    });
    const known = found(page, rule).map((id) => [
      id,
      cases
        .filter(({ title }) => title.includes(`[${id}]`))
        .map((one) => one.id)
        .toSorted(),
    ]);
    expect(named).toEqual(known);
  });

  test('has every claim on its page', () => {
    expect(found(page.slice(page.indexOf('| Claim')), /(?<=^\| `)\w+/gm)).toEqual([...transportClaims].toSorted());
  });
});

test('the protocol contract has the same cases on its page as the compliance kit', () => {
  const cases = protocolCases({
    create: createPair,
    info: protocols.pair,
    raw: false,
    sends: true,
    receives: true,
    options: {},
  });
  const id = /G-\d+/g;
  expect(found(read('docs/protocol-contract.md'), id)).toEqual(found(cases.map(({ title }) => title).join(' '), id));
});
