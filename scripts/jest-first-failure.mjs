// Ends a run at the first test that fails, and writes what it was, as JSON, into the file that FIRST_FAILURE names:
// { title }, or { unloadable } for a file that can't be loaded, or {} where all is well.
import { writeFileSync } from 'node:fs';

export default class FirstFailure {
  onTestCaseResult(_test, { status, title }) {
    if (status === 'failed') this.#end({ title });
  }

  onTestFileResult(_test, { numFailingTests, testExecError }) {
    if (testExecError !== undefined) this.#end({ unloadable: String(testExecError.message) });
    // What fails outside of tests, such as a hook at the end of a file.
    if (numFailingTests > 0) this.#end({ title: 'a hook' });
  }

  onRunComplete() {
    this.#end({});
  }

  #end(what) {
    writeFileSync(process.env.FIRST_FAILURE, JSON.stringify(what));
    process.exit();
  }
}
