import { Message } from '@sp/core';
import { SpError } from '@sp/core/protocol';

/** What to subscribe to: the first bytes of a message, or its first characters in UTF-8. The empty topic is everything. */
export type Topic = string | Uint8Array;

/**
 * A topic as bytes.
 * @throws ERR_SP_BAD_VALUE for anything else, as it may come from JavaScript
 */
export function topicBytes(topic: Topic): Uint8Array {
  if (typeof topic === 'string') return new Message(topic).body;
  if ((topic as unknown) instanceof Uint8Array) return topic;
  throw new SpError('ERR_SP_BAD_VALUE', `a topic is a string or a Uint8Array, not ${typeof topic}`);
}

/**
 * The topics of the option `subscribe`, as bytes.
 * @throws ERR_SP_BAD_VALUE for anything but an array of topics
 */
export function topicList(topics: readonly Topic[] = []): Uint8Array[] {
  if (Array.isArray(topics)) return topics.map(topicBytes);
  throw new SpError('ERR_SP_BAD_VALUE', `subscribe expects an array of topics, not ${typeof topics}`);
}
