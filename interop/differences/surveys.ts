import { createRawSurveyor, createSurveyor, Message } from '@sp/node';
import { net } from '../our-sockets.ts';
import { bareClient, frame, handshakeOf, hex, opening } from './bare.ts';
import { connected, equal, listening, peerListening, type Difference } from './difference.ts';
import { backtrace, garbage } from './malformed.ts';

/** The numbers that SURVEYOR and RESPONDENT had in nanomsg until 2015. */
const old = { surveyor: 0x60, respondent: 0x61 };

/** SURVEYOR and RESPONDENT. */
export const surveys: readonly Difference[] = [
  {
    title: 'the numbers that the survey protocols had until 2015 are refused',
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'respondent', '--data', 'yes');
      const connection = await bareClient(scene, address);
      connection.write(opening(old.surveyor));
      await connection.closed;
      const [, surveyor] = await listening(scene, createSurveyor(net));
      const other = await bareClient(scene, surveyor);
      other.write(opening(old.respondent));
      await other.closed;
    },
  },
  {
    title: 'our SURVEYOR gets a response of each of three of its RESPONDENT',
    run: async (scene, peer) => {
      const surveyor = scene.open(createSurveyor(net));
      for (const name of ['a', 'b', 'c']) {
        const [, address] = await peerListening(scene, peer, 'respondent', '--data', name);
        await connected(scene, surveyor, address);
      }
      const names: string[] = [];
      for await (const response of surveyor.survey('who', { timeout: 10_000 })) {
        if (names.push(response.text()) === 3) break;
      }
      equal(names.sort(), ['a', 'b', 'c'], 'responses');
    },
  },
  {
    title: 'its SURVEYOR without a response ends with success when the survey is over',
    run: async (scene, peer) => {
      const [process] = await peerListening(scene, peer, 'surveyor', '--data', 'who', '--raw');
      equal((await process.exits(0)).length, 0, 'bytes printed');
    },
  },
  {
    title: 'its RESPONDENT answers a survey with a backtrace of 8 words, drops one of 9 and keeps the connection',
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'respondent', '--data', 'yes');
      const raw = await connected(scene, createRawSurveyor(net, { recvDeadline: 10_000 }), address);
      for (const words of [1, 8, 9, 3]) await raw.send(new Message('who', backtrace(words)));
      const words = [];
      for (let response = 1; response <= 3; response += 1) words.push((await raw.recv()).header.length / 4);
      equal(words, [1, 8, 3], 'words');
    },
  },
  {
    title: 'its RESPONDENT drops surveys without a proper backtrace and keeps the connection',
    tools: ['nanocat', 'macat'],
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'respondent', '--data', 'yes');
      const connection = await bareClient(scene, address);
      connection.write(handshakeOf('surveyor') + garbage.map(frame).join('') + frame(`80000001${hex('who')}`));
      const answer = handshakeOf('respondent') + frame(`80000001${hex('yes')}`);
      equal(await connection.arrived(answer.length / 2), answer, 'bytes');
    },
  },
  {
    title: 'its RESPONDENT closes the connection on each survey without a proper backtrace',
    tools: ['nngcat'],
    run: async (scene, peer) => {
      const [, address] = await peerListening(scene, peer, 'respondent', '--data', 'yes');
      for (const message of garbage) {
        const connection = await bareClient(scene, address);
        connection.write(handshakeOf('surveyor') + frame(message));
        await connection.closed;
      }
    },
  },
];
