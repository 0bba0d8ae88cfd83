// An application that knows its bundle and nothing else.
import { createPub, createRep, createReq, createSub, isSpError, net } from '@sp-private/custom-bundle';

const rep = createRep(net);
void rep.serve((request) => `${request.text()} to you, too`);
const { address } = await rep.listen('tcp://127.0.0.1:0');

const req = createReq(net);
await req.dial(address);
console.log((await req.request('good morning')).text());

const pub = createPub(net);
await pub.listen('inproc://news');
const sub = createSub(net, { subscribe: ['weather'] });
await sub.dial('inproc://news');
for (const news of ['sports: 2 to 1', 'weather: sunny']) await pub.send(news);
console.log((await sub.recv()).text());

// It does not compile, and fails if it is tried all the same.
// @ts-expect-error the bundle has no such transport
await req.dial('ipc:///run/company.sock').catch((error: unknown) => {
  if (isSpError(error, 'ERR_SP_BAD_TRAN')) console.log(error.message);
});

for (const socket of [req, rep, sub, pub]) await socket.close();
