import { expect, test } from '@jest/globals';
import { ComplianceError, mockNets } from '@sp/compliance';

/** The hook of a test runner, run by hand. */
function hook(): { afterEach: (run: () => void) => void; endTest: () => void } {
  const runs: (() => void)[] = [];
  return {
    afterEach: (run) => runs.push(run),
    endTest: () => {
      for (const run of runs) run();
    },
  };
}

test('every test gets nets of its own, and passes without violations', () => {
  const { afterEach, endTest } = hook();
  const newNet = mockNets(afterEach);
  expect(newNet()).not.toBe(newNet());
  expect(endTest).not.toThrow();
});

test('the test that a violation belongs to fails, and no other one', () => {
  const { afterEach, endTest } = hook();
  const newNet = mockNets(afterEach);
  for (const violations of [['attach was called twice'], [], ['send was called before attach']]) {
    Object.defineProperty(newNet(), 'violations', { value: violations });
  }
  expect(endTest).toThrow(new ComplianceError('attach was called twice; send was called before attach'));
  newNet();
  expect(endTest).not.toThrow();
});
