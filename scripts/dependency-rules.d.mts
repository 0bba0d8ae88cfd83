export interface DependencyRule {
  readonly packages: string;
  readonly may: readonly string[];
  readonly external: readonly string[];
  readonly tests: readonly string[];
  readonly portable: boolean;
}

export declare const coreEntryPoints: readonly string[];
export declare const patternSource: (pattern: string) => string;
export declare const covers: (patterns: readonly string[], name: string) => boolean;
export declare const ruleFor: (name: string) => DependencyRule;
