import { describe, expect, test } from '@jest/globals';
import {
  createRawRep,
  createRawReq,
  createRawRespondent,
  createRawSurveyor,
  createRep,
  createReq,
  createRespondent,
  createSurveyor,
  device,
  type Device,
  type Rep,
  type Req,
  type Respondent,
  type Surveyor,
} from '@sp/node';
import { createPub, createRawPub } from '@sp/protocol-pub';
import { createPull, createRawPull } from '@sp/protocol-pull';
import { createPush, createRawPush } from '@sp/protocol-push';
import { createRawSub, createSub } from '@sp/protocol-sub';
import { type AnySocket, closing, connect, counter, net, schemes, until } from './sockets.ts';

/** Ends devices and waits for them. */
async function stop(running: readonly Device[]): Promise<void> {
  for (const each of running) each.close();
  await Promise.all(running.map(({ done }) => done));
}

describe('chains of devices, inproc and TCP in turn', () => {
  /** A requester, devices in between, and a replier. */
  async function requests(devices: number, ttl: number): Promise<{ req: Req; rep: Rep; running: Device[] }> {
    const [req, rep] = [closing(createReq(net, { retryTime: Infinity })), closing(createRep(net, { ttl }))];
    const running: Device[] = [];
    let asking: AnySocket = req;
    for (let n = 0; n < devices; n++) {
      const [front, back] = [closing(createRawRep(net)), closing(createRawReq(net))];
      await connect(front, [asking], schemes[n % 2]!);
      running.push(device(front, back));
      asking = back;
    }
    await connect(rep, [asking], schemes[devices % 2]!);
    return { req, rep, running };
  }

  /** A surveyor, devices in between, and a respondent. */
  async function surveys(
    devices: number,
    ttl: number,
  ): Promise<{ surveyor: Surveyor; respondent: Respondent; running: Device[] }> {
    const [surveyor, respondent] = [
      closing(createSurveyor(net, { surveyTime: 10_000 })),
      closing(createRespondent(net, { ttl })),
    ];
    const running: Device[] = [];
    let asking: AnySocket = surveyor;
    for (let n = 0; n < devices; n++) {
      const [front, back] = [closing(createRawRespondent(net)), closing(createRawSurveyor(net))];
      await connect(front, [asking], schemes[n % 2]!);
      running.push(device(front, back));
      asking = back;
    }
    await connect(respondent, [asking], schemes[devices % 2]!);
    return { surveyor, respondent, running };
  }

  test.each([1, 2, 7])('[DEV-7, REP-16] requests and replies pass %i of them with a ttl of 8', async (devices) => {
    const { req, rep, running } = await requests(devices, 8);
    void rep.serve((request) => `re: ${request.text()}`);
    const replies = await Promise.all(['a', 'b', 'c'].map((text) => req.request(text)));
    expect(replies.map((reply) => reply.text())).toEqual(['re: a', 're: b', 're: c']);
    await stop(running);
  });

  test('[DEV-9, REP-16] a request that has come too far is dropped and counted', async () => {
    const { req, rep, running } = await requests(2, 2);
    await req.send('too far');
    await until(() => counter(rep, 'ttl_drop') === 1);
    expect(rep.tryRecv()).toBeUndefined();
    await stop(running);
  });

  test.each([1, 2, 7])('[DEV-7, RESP-8] surveys and responses pass %i of them with a ttl of 8', async (devices) => {
    const { surveyor, respondent, running } = await surveys(devices, 8);
    void respondent.serve((survey) => `re: ${survey.text()}`);
    for (const text of ['a', 'b', 'c']) {
      await surveyor.send(text);
      expect((await surveyor.recv()).text()).toBe(`re: ${text}`);
    }
    await stop(running);
  });

  test('[DEV-9, RESP-8] a survey that has come too far is dropped and counted', async () => {
    const { surveyor, respondent, running } = await surveys(2, 2);
    await surveyor.send('too far');
    await until(() => counter(respondent, 'ttl_drop') === 1);
    expect(respondent.tryRecv()).toBeUndefined();
    await stop(running);
  });

  test('[DEV-7] a survey passes a device to all respondents behind it, and their responses come back', async () => {
    const [surveyor, front, back] = [
      closing(createSurveyor(net, { surveyTime: 10_000 })),
      closing(createRawRespondent(net)),
      closing(createRawSurveyor(net)),
    ];
    const respondents = Array.from({ length: 5 }, () => closing(createRespondent(net)));
    await connect(front, [surveyor], 'tcp');
    await connect(back, respondents, 'inproc');
    const running = device(front, back);
    for (const [n, respondent] of respondents.entries()) void respondent.serve(() => `${n}`);
    const responses: string[] = [];
    for await (const response of surveyor.survey('who?')) if (responses.push(response.text()) === 5) break;
    expect(responses.sort()).toEqual(['0', '1', '2', '3', '4']);
    await stop([running]);
  });

  test('[DEV-7] what is published passes a device', async () => {
    const [pub, sub] = [closing(createPub(net)), closing(createSub(net, { subscribe: ['a'] }))];
    const [front, back] = [closing(createRawSub(net)), closing(createRawPub(net))];
    await connect(pub, [front], 'tcp');
    await connect(back, [sub], 'inproc');
    const running = device(front, back);
    for (const text of ['a1', 'b1', 'a2']) await pub.send(text);
    expect([(await sub.recv()).text(), (await sub.recv()).text()]).toEqual(['a1', 'a2']);
    await stop([running]);
  });

  test('[DEV-7] what is pushed passes a device, in order', async () => {
    const [push, pull] = [closing(createPush(net)), closing(createPull(net))];
    const [front, back] = [closing(createRawPull(net)), closing(createRawPush(net))];
    await connect(front, [push], 'inproc');
    await connect(pull, [back], 'tcp');
    const running = device(front, back);
    for (let n = 0; n < 100; n++) await push.send(`${n}`);
    for (let n = 0; n < 100; n++) expect((await pull.recv()).text()).toBe(`${n}`);
    await stop([running]);
  });
});
