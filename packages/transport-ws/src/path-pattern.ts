/** Whether a path is the pattern, or below it where the pattern ends in `/`. */
const covers = (pattern: string, path: string): boolean =>
  pattern === path || (pattern.endsWith('/') && path.startsWith(pattern));

/** The longest pattern that covers a path; undefined where there is none. */
export function longestPattern(patterns: Iterable<string>, path: string): string | undefined {
  let best: string | undefined;
  for (const pattern of patterns) {
    if (covers(pattern, path) && pattern.length > (best?.length ?? -1)) best = pattern;
  }
  return best;
}
