import { describe, expect, test } from '@jest/globals';
import { createRespondent, createSurveyor, type Respondent, type Surveyor } from '@sp/node';
import { closing, connect, counter, net, schemes, until } from './sockets.ts';

describe.each(schemes)('over %s', (scheme) => {
  async function surveyed(count: number): Promise<{ surveyor: Surveyor; respondents: Respondent[] }> {
    const surveyor = closing(createSurveyor(net, { surveyTime: 10_000 }));
    const respondents = Array.from({ length: count }, () => closing(createRespondent(net)));
    await connect(surveyor, respondents, scheme);
    return { surveyor, respondents };
  }

  test('[SURV-11] a hundred respondents, 300 surveys: every response is received once, in its survey', async () => {
    const { surveyor, respondents } = await surveyed(100);
    for (const [n, respondent] of respondents.entries()) void respondent.serve((survey) => `${survey.text()}/${n}`);
    const expected = respondents.map((_, n) => n);
    for (let round = 0; round < 300; round++) {
      await surveyor.send(`${round}`);
      const responses: string[][] = [];
      while (responses.length < 100) responses.push((await surveyor.recv()).text().split('/'));
      expect(responses.every(([of]) => of === `${round}`)).toBe(true);
      expect(responses.map(([, from]) => Number(from)).sort((a, b) => a - b)).toEqual(expected);
    }
    expect([counter(surveyor, 'rx_unmatched'), counter(surveyor, 'rx_discard'), counter(surveyor, 'unread')]).toEqual([
      0, 0, 0,
    ]);
  }, 60_000);

  test('[RESP-15] thirty contexts respond to thirty contexts, 20 rounds each, whoever is first', async () => {
    const { surveyor, respondents } = await surveyed(1);
    const server = async (): Promise<void> => {
      const context = respondents[0]!.openContext();
      for (let round = 0; round < 20; round++) {
        const survey = await context.recv();
        if (Math.random() < 0.3) await new Promise(setImmediate);
        await context.send(`re: ${survey.text()}`);
      }
    };
    const client = async (n: number): Promise<void> => {
      const context = surveyor.openContext();
      for (let round = 0; round < 20; round++) {
        await context.send(`${n}/${round}`);
        expect((await context.recv()).text()).toBe(`re: ${n}/${round}`);
      }
    };
    await Promise.all(Array.from({ length: 30 }, (_, n) => Promise.all([server(), client(n)])));
  });

  test("survey() gives everybody's responses; leaving the loop ends it, and a response that is late is dropped", async () => {
    const { surveyor, respondents } = await surveyed(3);
    let answerLate = (): void => undefined;
    const late = new Promise<string>((resolve) => {
      answerLate = () => {
        resolve('late');
      };
    });
    for (const [n, respondent] of respondents.entries()) {
      void respondent.serve((survey) => (n === 2 ? late : `${survey.text()}, says ${n}`));
    }
    const said: string[] = [];
    for await (const response of surveyor.survey('who is there')) {
      if (said.push(response.text()) === 2) break;
    }
    expect(said.sort()).toEqual(['who is there, says 0', 'who is there, says 1']);
    answerLate();
    await until(() => counter(surveyor, 'rx_unmatched') === 1);
  });

  test('any number of survey() calls may be under way', async () => {
    const { surveyor, respondents } = await surveyed(5);
    for (const respondent of respondents) void respondent.serve((survey) => survey, { concurrency: 4 });
    const ask = async (text: string): Promise<string[]> => {
      const texts: string[] = [];
      for await (const response of surveyor.survey(text)) if (texts.push(response.text()) === 5) break;
      return texts;
    };
    const surveys = Array.from({ length: 50 }, (_, n) => `${n}`);
    expect(await Promise.all(surveys.map(ask))).toEqual(surveys.map((text) => Array<string>(5).fill(text)));
  });

  test("a respondent that alters a survey alters nobody else's", async () => {
    const { surveyor, respondents } = await surveyed(2);
    for (const respondent of respondents) {
      void respondent.serve((survey) => {
        survey.body[0] = (survey.body[0] ?? 0) + 1;
        return survey;
      });
    }
    const bodies: number[][] = [];
    for await (const { body } of surveyor.survey(Uint8Array.of(7))) if (bodies.push([...body]) === 2) break;
    expect(bodies).toEqual([[8], [8]]);
  });
});

test('types: mistakes do not compile', () => {
  const surveyor: Surveyor = closing(createSurveyor(net));
  const wrong = (): unknown[] => [
    // @ts-expect-error a survey is always sent at once
    createSurveyor(net, { sendDeadline: 1 }),
    // @ts-expect-error who asks does not serve
    'serve' satisfies keyof Surveyor,
    // @ts-expect-error who responds does not ask
    'survey' satisfies keyof Respondent,
    // @ts-expect-error only the survey received last can be responded to
    'batches' satisfies keyof Respondent,
  ];
  expect([typeof wrong, surveyor.raw]).toEqual(['function', false]);
});
