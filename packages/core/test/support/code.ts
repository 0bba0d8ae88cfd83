import { expect } from '@jest/globals';
import type { ErrorCode } from '@sp/core';

/** Matches an error with this code, in `toThrow`, `rejects.toEqual` and anywhere else. */
export const code = (name: ErrorCode): unknown => expect.objectContaining({ code: name, name: 'SpError' });
