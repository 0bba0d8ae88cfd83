import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { TopicTree } from '../src/topic-tree.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const treeOf = (...topics: string[]): TopicTree => {
  const tree = new TopicTree();
  for (const topic of topics) tree.add(utf8(topic));
  return tree;
};

describe('a topic tree', () => {
  test('matches what starts with a topic, and nothing else', () => {
    const tree = treeOf('price/eur', 'price/usd', 'pricing', 'p/q');
    const matches = ['price/eur', 'price/eur 1.08', 'pricing', 'pricings', 'p/q/r'];
    const others = ['', 'p', 'p/', 'price', 'price/', 'price/eu', 'price/gbp', 'pricin', 'pricey', 'q', 'Price/eur'];
    expect(matches.filter((text) => !tree.matches(utf8(text)))).toEqual([]);
    expect(others.filter((text) => tree.matches(utf8(text)))).toEqual([]);
  });

  test('looks at a part of the bytes and no further', () => {
    const tree = treeOf('bc');
    const bytes = utf8('abcd');
    expect([tree.matches(bytes, 1), tree.matches(bytes, 1, 3), tree.matches(bytes, 1, 2)]).toEqual([true, true, false]);
    expect([tree.matches(bytes), tree.matches(bytes, 2), tree.matches(bytes, 4)]).toEqual([false, false, false]);
  });

  test('an empty tree matches nothing, the empty topic everything', () => {
    const tree = new TopicTree();
    expect([tree.matches(Uint8Array.of()), tree.matches(Uint8Array.of(1))]).toEqual([false, false]);
    expect(tree.add(Uint8Array.of())).toBe(true);
    expect([tree.matches(Uint8Array.of()), tree.matches(Uint8Array.of(1))]).toEqual([true, true]);
    expect([tree.add(Uint8Array.of()), tree.delete(Uint8Array.of()), tree.delete(Uint8Array.of())]).toEqual([
      false,
      true,
      false,
    ]);
    expect(tree.matches(Uint8Array.of())).toBe(false);
  });

  test('takes topics in any order, one within another or forking anywhere, over all bytes', () => {
    for (const topics of [
      ['abc', 'ab', 'a'],
      ['a', 'ab', 'abc'],
      ['abcde', 'abxde', 'ab'],
      ['\u0000', '\u0000\u0000', 'ÿ', 'zz', '\u0000a'],
    ]) {
      const tree = treeOf(...topics);
      for (const topic of topics) expect([topic, tree.matches(utf8(topic))]).toEqual([topic, true]);
      for (const topic of topics) expect([topic, tree.add(utf8(topic))]).toEqual([topic, false]);
      for (const topic of topics) expect([topic, tree.delete(utf8(topic))]).toEqual([topic, true]);
      for (const topic of topics) expect([topic, tree.matches(utf8(topic))]).toEqual([topic, false]);
    }
    const all = new TopicTree();
    for (let byte = 255; byte >= 0; byte -= 1) all.add(Uint8Array.of(7, byte));
    for (let byte = 0; byte < 256; byte += 1) expect(all.matches(Uint8Array.of(7, byte, 1))).toBe(true);
  });

  test('only a whole topic can be removed; what runs through it stays', () => {
    const tree = treeOf('abc', 'abcdef', 'abx');
    for (const absent of ['', 'a', 'ab', 'abcd', 'abcdefg', 'b', 'aby']) {
      expect([absent, tree.delete(utf8(absent))]).toEqual([absent, false]);
    }
    expect(tree.delete(utf8('abc'))).toBe(true);
    expect(['abc', 'abcdef', 'abx'].map((text) => tree.matches(utf8(text)))).toEqual([false, true, true]);
    expect(tree.delete(utf8('abcdef'))).toBe(true);
    expect(['abcdef', 'abx'].map((text) => tree.matches(utf8(text)))).toEqual([false, true]);
  });

  test('agrees with a list of topics through thousands of random changes', () => {
    // A small generator of its own: failures can be repeated.
    let seed = 20_250_101;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (seed >>> 8) % below;
    };
    const word = (longest: number): Uint8Array => Uint8Array.from({ length: random(longest) }, () => random(3) * 100);
    const tree = new TopicTree();
    const list = new Map<string, Uint8Array>();
    for (let step = 0; step < 20_000; step += 1) {
      const topic = word(7);
      const key = topic.join();
      const known = list.has(key);
      if (random(100) < (step % 4000 < 2000 ? 60 : 25)) {
        expect(tree.add(topic)).toBe(!known);
        list.set(key, topic);
      } else {
        expect(tree.delete(topic)).toBe(known);
        list.delete(key);
      }
      const message = word(9);
      const expected = [...list.values()].some((each) => each.every((byte, n) => message[n] === byte));
      if (tree.matches(message) !== expected)
        throw new Error(`step ${step}: [${message.join()}] should be ${expected}`);
    }
  });

  test('coming and going topics do not pile up', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const occupied = (): number => {
      gc();
      return process.memoryUsage().arrayBuffers;
    };
    const tree = treeOf('stays');
    const before = occupied();
    for (let n = 0; n < 200_000; n += 1) {
      const topic = utf8(`topic/${n}`);
      tree.add(topic);
      tree.delete(topic);
    }
    expect(occupied() - before).toBeLessThan(5_000_000);
    expect(tree.matches(utf8('stays'))).toBe(true);
    expect(tree.matches(utf8('topic/199999'))).toBe(false);
  });

  test('matching among 10,000 topics takes about as long as with one', () => {
    const one = treeOf('topic/05000/');
    const many = treeOf(...Array.from({ length: 10_000 }, (_, n) => `topic/${String(n).padStart(5, '0')}/`));
    const message = utf8('topic/05000/and the rest');
    const time = (tree: TopicTree): number => {
      const start = performance.now();
      let hits = 0;
      for (let n = 0; n < 50_000; n += 1) if (tree.matches(message)) hits += 1;
      expect(hits).toBe(50_000);
      return performance.now() - start;
    };
    // The best of many rounds, taken in turns: a busy machine slows both down. A search through them all takes thousands
    // of times as long.
    let [best, bestOfMany] = [Infinity, Infinity];
    for (let round = 0; round < 20; round += 1) {
      best = Math.min(best, time(one));
      bestOfMany = Math.min(bestOfMany, time(many));
    }
    expect(bestOfMany / best).toBeLessThan(10);
  });
});
