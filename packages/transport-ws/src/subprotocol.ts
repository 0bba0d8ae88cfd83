/** The WebSocket subprotocol of the socket that listens: its name is what both sides of a connection say. */
export const subprotocol = (listener: string): string => `${listener}.sp.nanomsg.org`;
