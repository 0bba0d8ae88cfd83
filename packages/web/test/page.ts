// What runs in the browser: bundled by the test, which calls these functions from outside.
import {
  createPair,
  createReq,
  createSub,
  createSurveyor,
  isSpError,
  webTransports,
  type Observed,
  type Pair,
  type Req,
} from '@sp/web';

const net = webTransports();
type Address = `ws://${string}` | `wss://${string}`;

let kept: Req | undefined;
let seen: string[] = [];

const actions = {
  /** Asks once, with a socket of its own. */
  async ask(address: Address, text: string): Promise<string> {
    const req = createReq(net);
    try {
      await req.dial(address);
      return (await req.request(text, { timeout: 8_000 })).text();
    } finally {
      await req.close();
    }
  },

  /** The code that dialing fails with. */
  async failure(address: Address): Promise<string> {
    const req = createReq(net);
    try {
      await req.dial(address);
      return 'connected';
    } catch (error) {
      return isSpError(error) ? error.code : String(error);
    } finally {
      await req.close();
    }
  },

  /** Asks for as many bytes back as it sends; true where they are the same. */
  async echo(address: Address, size: number): Promise<boolean> {
    const req = createReq(net, { maxRecvSize: 8 * 2 ** 20 });
    const sent = Uint8Array.from({ length: size }, (_, n) => (n * 31 + (n >> 8)) & 0xff);
    await req.dial(address);
    const { body } = await req.request(sent, { timeout: 8_000 });
    await req.close();
    return body.length === size && body.every((byte, n) => byte === sent[n]);
  },

  /** The first messages on a topic, as text. */
  async hear(address: Address, topic: string, count: number): Promise<string[]> {
    const sub = createSub(net, { subscribe: [topic] });
    await sub.dial(address);
    const texts: string[] = [];
    while (texts.length < count) texts.push((await sub.recv({ timeout: 8_000 })).text());
    await sub.close();
    return texts;
  },

  /** Greets, and says what comes back. */
  async pair(address: Address, text: string): Promise<string> {
    const pair: Pair = createPair(net);
    await pair.dial(address);
    await pair.send(text);
    const answer = (await pair.recv({ timeout: 8_000 })).text();
    await pair.close();
    return answer;
  },

  async survey(addresses: readonly Address[], question: string): Promise<string[]> {
    const surveyor = createSurveyor(net);
    for (const address of addresses) await surveyor.dial(address);
    const responses: string[] = [];
    for await (const response of surveyor.survey(question, { timeout: 8_000 })) {
      if (responses.push(response.text()) === addresses.length) break;
    }
    await surveyor.close();
    return responses;
  },

  /** Opens a socket that stays, and asks with it. */
  async open(address: Address, text: string): Promise<string> {
    seen = [];
    const observer = ({ kind }: Observed): void => void seen.push(kind);
    kept = createReq(net, { reconnectTime: 20, observer });
    await kept.dial(address);
    return (await kept.request(text, { timeout: 8_000 })).text();
  },

  /** Asks with the socket that stays. */
  async askAgain(text: string): Promise<string> {
    return (await (kept as Req).request(text, { timeout: 15_000 })).text();
  },

  /** What that socket has observed. */
  observed: (): Promise<string[]> => Promise.resolve(seen),

  async shut(): Promise<void> {
    await kept?.close();
    kept = undefined;
  },

  /** A server in the page itself. */
  async inPage(text: string): Promise<string> {
    const { createRep } = await import('@sp/web');
    const rep = createRep(net);
    const req = createReq(net);
    await rep.listen('inproc://page');
    void rep.serve((request) => request.text().toUpperCase());
    await req.dial('inproc://page');
    const answer = (await req.request(text, { timeout: 8_000 })).text();
    await Promise.all([req.close(), rep.close()]);
    return answer;
  },
};

/** What the test may call. */
export type Actions = typeof actions;

(globalThis as unknown as { actions: Actions }).actions = actions;
