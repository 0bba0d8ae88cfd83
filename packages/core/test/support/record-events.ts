import type { Pipe, PipeHook, SocketBase } from '@sp/core';

/** What the pipe hook of a socket was called for. */
export class RecordedEvents implements PipeHook {
  readonly names: string[] = [];
  readonly pipes: Pipe[] = [];

  attaching(pipe: Pipe): void {
    this.#note('attaching', pipe);
  }

  attached(pipe: Pipe): void {
    this.#note('attached', pipe);
  }

  detached(pipe: Pipe): void {
    this.#note('detached', pipe);
  }

  /** How often an event came. */
  count(name: keyof PipeHook): number {
    return this.names.filter((other) => other === name).length;
  }

  #note(name: keyof PipeHook, pipe: Pipe): void {
    this.names.push(name);
    this.pipes.push(pipe);
  }
}

/** Installs a hook that records what happens to the pipes of a socket. */
export function recordEvents(socket: Pick<SocketBase, 'setPipeHook'>): RecordedEvents {
  const events = new RecordedEvents();
  socket.setPipeHook(events);
  return events;
}
