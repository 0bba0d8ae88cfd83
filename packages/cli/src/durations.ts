const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3_600e3,
};

const number = String.raw`(?:\d+\.?\d*|\.\d+)`;
const term = `(${number})(${Object.keys(milliseconds).join('|')})`;
const seconds = new RegExp(`^\\+?${number}$`);
const compound = new RegExp(`^\\+?(?:${term})+$`);
const terms = new RegExp(term, 'g');

/**
 * Reads a duration: seconds, whole or decimal (`2`, `0.25`), or numbers with units as Go writes them (`20ms`, `1m30s`).
 * @returns milliseconds, or undefined for anything else, negative durations included
 */
export function parseDuration(text: string): number | undefined {
  let total = 0;
  if (seconds.test(text)) total = Number(text) * 1e3;
  else if (compound.test(text)) {
    for (const [, amount, unit] of text.matchAll(terms)) total += Number(amount) * (milliseconds[unit ?? ''] ?? 0);
  } else return undefined;
  // Whole nanoseconds: what is finer comes from binary fractions.
  const rounded = Math.round(total * 1e6) / 1e6;
  return Number.isFinite(rounded) ? rounded : undefined;
}
