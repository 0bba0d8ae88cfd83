import { afterTick, afterTurn } from './host.ts';
import { RingQueue } from './protocol/ring-queue.ts';

/** Work that has to happen outside of the call that asked for it. */
export interface Deferred {
  run(): void;
}

/** So many tasks may run before the event loop gets a turn: two sockets that answer each other must not starve it. */
const TASKS_PER_TURN = 256;

const tasks = new RingQueue<Deferred>();
let scheduled = false;
let budget = TASKS_PER_TURN;

/**
 * Runs `task` soon, after the current call and the promises it settled, in the order of asking.
 * This is how a pipe delivers to its sink from `resume` or `send` without calling it from inside (`T-001`).
 */
export function defer(task: Deferred): void {
  tasks.push(task);
  if (!scheduled) schedule();
}

/** Ticks come before the event loop's next turn, so the budget counts across them. */
function schedule(): void {
  scheduled = true;
  if (budget > 0) afterTick(drain);
  else afterTurn(nextTurn);
}

function nextTurn(): void {
  budget = TASKS_PER_TURN;
  drain();
}

function drain(): void {
  try {
    for (; budget > 0 && tasks.length > 0; budget -= 1) tasks.shift()?.run();
  } finally {
    // A task that throws is a bug of its owner; the others run all the same.
    scheduled = false;
    if (tasks.length > 0) schedule();
  }
}
