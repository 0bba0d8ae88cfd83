// Ends a run with one line on stdout that scripts can read, and then ends it for good.
export default class ClosingLine {
  #watching;

  constructor({ watch, watchAll }) {
    this.#watching = watch || watchAll;
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    // A test file that could not be loaded has no tests to count, but it is a failure.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
    if (this.#watching) return;
    // A single file runs in this process, where a server that it left open would keep the run from ever ending.
    setTimeout(() => {
      console.error(`ended by force: a test left something open (${process.getActiveResourcesInfo().join(', ')})`);
      process.exit(1);
    }, 5_000).unref();
  }
}
