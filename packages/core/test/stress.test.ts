import { expect, it } from '@jest/globals';
import { settled, type MockPipe } from '@sp/compliance';
import { outcome, type Outcome } from './support/outcome.ts';
import { createPair } from './support/pair.ts';
import { recordEvents } from './support/record-events.ts';
import { testNet } from './support/test-net.ts';

const ADDRESS = 'mock://peer';

/** Numbers that look random and are the same in every run. */
const randomNumbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  '[SOCK-8] every call ends once, and nothing is left, whatever closes meanwhile (%i)',
  async (seed) => {
    const random = randomNumbers(seed);
    const mock = testNet();
    const dials = mock.acceptDials(ADDRESS);
    const pair = createPair(mock.net, { reconnectTime: 10, maxReconnectTime: 40, linger: 100 });
    const events = recordEvents(pair);
    const calls: Outcome[] = [];
    const accepted: MockPipe[] = [];
    const controllers: AbortController[] = [];
    let listeners = 0;

    const aPipe = (): MockPipe | undefined => [...dials.pipes, ...accepted].filter(({ closed }) => !closed)[random(3)];
    const call = (): { signal: AbortSignal; timeout: number } => {
      const controller = new AbortController();
      controllers.push(controller);
      return { signal: controller.signal, timeout: [Infinity, 5, 50, 0][random(4)]! };
    };
    const steps: (() => unknown)[] = [
      () => calls.push(outcome(pair.send('x', call()))),
      () => calls.push(outcome(pair.recv(call()))),
      () => calls.push(outcome(pair.dial(ADDRESS, { ...call(), dialAsync: random(2) === 0 }))),
      () => calls.push(outcome(pair.listen(`mock://here-${(listeners += 1)}`))),
      () =>
        mock.connect(`mock://here-${listeners}`).then(
          (peer) => accepted.push(peer),
          () => {},
        ),
      () => [() => dials.refuse(), () => dials.stall(), () => dials.answer()][random(3)]!(),
      () => aPipe()?.lose(),
      () => aPipe()?.hold(),
      () => aPipe()?.release(),
      () => aPipe()?.deliver('y'),
      () => events.pipes[random(events.pipes.length)]?.close(),
      () => controllers[random(controllers.length)]?.abort(),
      () => mock.clock.advance(random(20)),
    ];
    for (let n = 0; n < 300; n++) {
      await steps[random(steps.length)]!();
      if (random(4) === 0) await settled(1);
    }
    const closing = outcome(pair.close());
    await mock.clock.advance(100);
    await settled();

    expect(closing.state).toBe('resolved');
    expect(calls.filter(({ state }) => state === 'pending')).toEqual([]);
    expect([mock.clock.pending, mock.clock.keepingAlive]).toEqual([0, 0]);
    expect([...dials.pipes, ...accepted].filter(({ closed }) => !closed)).toEqual([]);
    expect(events.count('detached')).toBe(events.count('attached'));
    expect(new Set(events.pipes.map(({ id }) => id)).size).toBe(new Set(events.pipes).size);
  },
);
