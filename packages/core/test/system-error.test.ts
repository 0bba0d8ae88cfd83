import { expect, it } from '@jest/globals';
import { fromSystemError, SpError } from '@sp/core/transport';

const systemError = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

it.each([
  ['ECONNREFUSED', 'ERR_SP_CONN_REFUSED'],
  ['ENOENT', 'ERR_SP_CONN_REFUSED'],
  ['EADDRINUSE', 'ERR_SP_ADDR_IN_USE'],
  ['ENOTFOUND', 'ERR_SP_BAD_ADDR'],
  ['ECONNRESET', 'ERR_SP_CONN_RESET'],
  ['EPIPE', 'ERR_SP_CONN_RESET'],
  ['ETIMEDOUT', 'ERR_SP_CONN_TIMEOUT'],
  ['EMFILE', 'ERR_SP_IO'],
  ['toString', 'ERR_SP_IO'],
])('%s becomes %s with the original as cause', (name, code) => {
  const cause = systemError(name);
  const error = fromSystemError(cause);
  expect([error.code, error.cause]).toEqual([code, cause]);
  expect(error.message).toContain(name);
});

it('takes a detail instead of the message of the system', () => {
  expect(fromSystemError(systemError('EPIPE'), 'tcp://host:1').message).toBe('connection reset: tcp://host:1');
});

it('leaves our own errors alone', () => {
  const error = new SpError('ERR_SP_BAD_PROTO');
  expect(fromSystemError(error)).toBe(error);
});

it.each([undefined, null, 'text', 7])('makes an error of %p as well', (thrown) => {
  expect(fromSystemError(thrown)).toMatchObject({ code: 'ERR_SP_IO', cause: thrown });
});
