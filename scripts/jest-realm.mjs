// Tests run in a vm context, whose Error is not the one that Node's own modules throw.
// This makes `instanceof Error` true for those as well; subclasses declared by a program keep their own behaviour.
import { types } from 'node:util';

const ordinary = Function.prototype[Symbol.hasInstance];
const builtin = new Set([EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError]);

Object.defineProperty(Error, Symbol.hasInstance, {
  value(value) {
    if (ordinary.call(this, value)) return true;
    if (!types.isNativeError(value)) return false;
    return this === Error || (builtin.has(this) && value.name === this.name);
  },
});
