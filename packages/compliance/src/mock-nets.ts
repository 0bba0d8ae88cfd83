import { check } from './assert.ts';
import { mockNet, type MockNet } from './mock-net.ts';

/**
 * Makes mock nets for the tests of one file, each of which must end without a violation of the transport contract.
 *
 * ```ts
 * const newNet = mockNets(afterEach);
 * ```
 *
 * @param afterEach - the hook of the test runner; what it is given throws a `ComplianceError` that names the violations
 * @returns a function that makes a net for the test that runs
 */
export function mockNets(afterEach: (checkNets: () => void) => void): () => MockNet {
  const nets: MockNet[] = [];
  afterEach(() => {
    const violations = nets.splice(0).flatMap((net) => net.violations);
    check(violations.length === 0, violations.join('; '));
  });
  return () => {
    const net = mockNet();
    nets.push(net);
    return net;
  };
}
