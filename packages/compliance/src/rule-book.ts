import { ComplianceError } from './assert.ts';

/** Watches over what holds for a pipe all the time: whoever calls it goes through here, and so does what it calls. */
export class RuleBook {
  readonly #broken: string[] = [];
  #calling: string | undefined = undefined;

  /** Runs a call on a pipe; no sink may be called before it returns. */
  call<T>(name: string, action: () => T): T {
    const outer = this.#calling;
    this.#calling = name;
    try {
      return action();
    } catch (error) {
      throw new ComplianceError(`T-008: ${name} threw ${String(error)}`, { cause: error });
    } finally {
      this.#calling = outer;
    }
  }

  /** A sink was called; `over` says that it was told of the end before. */
  heard(event: string, over: boolean): void {
    if (this.#calling !== undefined) this.#broken.push(`T-001: ${event} was called from inside ${this.#calling}`);
    if (over) this.#broken.push(`T-002: ${event} after closed`);
  }

  /** Fails if a rule was broken. */
  assert(): void {
    if (this.#broken.length > 0) throw new ComplianceError(this.#broken.slice(0, 3).join('; '));
  }
}
