/** A prime length, so that no power of two of the subject's buffers falls in step with it. */
const PERIOD = 65_521;

const noise = new Uint8Array(PERIOD);
for (let at = 0, state = 1; at < PERIOD; at += 1) {
  state = (state * 48_271) % 0x7fffffff;
  noise[at] = state >>> 8;
}

/** Bytes that can be told apart from those of any other seed, and from themselves shifted. */
export function pattern(length: number, seed: number = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let from = (seed * 7_919) % PERIOD;
  for (let at = 0; at < length; from = 0) {
    const part = noise.subarray(from, from + length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
