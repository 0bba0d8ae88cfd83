/** How long a peer may take to answer a close frame before the connection is cut, in milliseconds. */
const CLOSE_TIMEOUT = 100;

/** The setting for `ws`, whose types do not know it yet. */
export const closeTimeout: object = { closeTimeout: CLOSE_TIMEOUT };
