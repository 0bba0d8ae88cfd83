/**
 * What {@link bindServer} needs of a `net.Server` or a `tls.Server`.
 *
 * @typeParam Place - where to listen, in the server's own terms
 */
export interface StreamServer<Place> {
  listen(place: Place, listening: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  /** Lets the process end although the server is open. */
  unref?(): unknown;
}

/**
 * Starts a server, and resolves once it listens or rejects with its error. It does not keep the process alive.
 *
 * @param failed - hears the errors from then on, such as too many open files: a connection is lost, the next may work
 */
export function bindServer<Place>(
  server: StreamServer<Place>,
  place: Place,
  failed: (error: Error) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      server.on('error', failed);
      server.unref?.();
      resolve();
    });
  });
}
