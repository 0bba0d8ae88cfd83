import { describe, expect, it } from '@jest/globals';
import { errorCodes, isSpError, SpError, type ErrorCode } from '@sp/core';

/** Codes and texts are public: changing one of these lines breaks programs. */
const mangos: readonly (readonly [ErrorCode, string, string])[] = [
  ['ERR_SP_CLOSED', 'ErrClosed', 'object closed'],
  ['ERR_SP_SEND_TIMEOUT', 'ErrSendTimeout', 'send time out'],
  ['ERR_SP_RECV_TIMEOUT', 'ErrRecvTimeout', 'receive time out'],
  ['ERR_SP_CANCELED', 'ErrCanceled', 'operation canceled'],
  ['ERR_SP_NO_PEERS', 'ErrNoPeers', 'no connected peers'],
  ['ERR_SP_PROTO_STATE', 'ErrProtoState', 'incorrect protocol state'],
  ['ERR_SP_PROTO_OP', 'ErrProtoOp', 'invalid operation for protocol'],
  ['ERR_SP_BAD_OPTION', 'ErrBadOption', 'invalid or unsupported option'],
  ['ERR_SP_BAD_VALUE', 'ErrBadValue', 'invalid option value'],
  ['ERR_SP_BAD_PROPERTY', 'ErrBadProperty', 'invalid property name'],
  ['ERR_SP_BAD_TRAN', 'ErrBadTran', 'invalid or unsupported transport'],
  ['ERR_SP_BAD_ADDR', 'ErrBadAddr', 'invalid address'],
  ['ERR_SP_ADDR_IN_USE', 'ErrAddrInUse', 'address in use'],
  ['ERR_SP_CONN_REFUSED', 'ErrConnRefused', 'connection refused'],
  ['ERR_SP_BAD_HEADER', 'ErrBadHeader', 'invalid header received'],
  ['ERR_SP_BAD_VERSION', 'ErrBadVersion', 'invalid protocol version'],
  ['ERR_SP_BAD_PROTO', 'ErrBadProto', 'invalid or unsupported protocol'],
  ['ERR_SP_TOO_LONG', 'ErrTooLong', 'message is too long'],
  ['ERR_SP_TOO_SHORT', 'ErrTooShort', 'message is too short'],
  ['ERR_SP_GARBLED', 'ErrGarbled', 'message garbled'],
  ['ERR_SP_NOT_RAW', 'ErrNotRaw', 'socket not raw'],
  ['ERR_SP_NO_CONTEXT', 'ErrNoContext', 'protocol does not support contexts'],
  ['ERR_SP_TLS_NO_CONFIG', 'ErrTLSNoConfig', 'missing TLS configuration'],
  ['ERR_SP_TLS_NO_CERT', 'ErrTLSNoCert', 'missing TLS certificates'],
];

describe('errors', () => {
  it.each(mangos)('[ERR-1, ERR-2] %s stands for %s and reads "%s"', (code, constant, text) => {
    expect(errorCodes[code].mangos).toBe(constant);
    expect(new SpError(code)).toMatchObject({ code, message: text, name: 'SpError' });
  });

  it('[ERR-1] no two errors read the same', () => {
    const texts = Object.values(errorCodes).map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('[ERR-3] those that nothing raises exist as well', () => {
    expect(Object.keys(errorCodes)).toEqual(
      expect.arrayContaining(['ERR_SP_TOO_SHORT', 'ERR_SP_GARBLED', 'ERR_SP_NO_CONTEXT']),
    );
  });

  it('every code has the same form', () => {
    for (const code of Object.keys(errorCodes)) expect(code).toMatch(/^ERR_SP_[A-Z]+(_[A-Z]+)*$/);
  });
});

describe('SpError', () => {
  it('is an Error that keeps detail and cause', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new SpError('ERR_SP_CONN_REFUSED', 'tcp://host:1', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe('connection refused: tcp://host:1');
    expect(error.cause).toBe(cause);
  });
});

describe('isSpError', () => {
  it('tells codes apart', () => {
    const error: unknown = new SpError('ERR_SP_CLOSED');
    expect([isSpError(error), isSpError(error, 'ERR_SP_CLOSED'), isSpError(error, 'ERR_SP_CANCELED')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([undefined, null, 'ERR_SP_CLOSED', { code: 'ERR_SP_CLOSED' }, new Error('ERR_SP_CLOSED')])(
    'refuses %p',
    (value) => {
      expect(isSpError(value, 'ERR_SP_CLOSED')).toBe(false);
    },
  );

  it('recognises the error of another copy of the package', () => {
    const theirs = Object.assign(new Error(), { code: 'ERR_SP_CLOSED', [Symbol.for('@sp/error')]: true });
    expect(isSpError(theirs, 'ERR_SP_CLOSED')).toBe(true);
  });
});
