/** What kind of value a statistic is. */
export type StatType = 'scope' | 'level' | 'counter' | 'string' | 'boolean' | 'id';

/** What a number counts. */
export type StatUnit = 'none' | 'bytes' | 'messages' | 'millis' | 'events';

/**
 * One statistic, or a scope that holds some. Part of an immutable snapshot; names are NNG's.
 */
export class StatNode {
  readonly name: string;
  readonly description: string;
  readonly type: StatType;
  readonly unit: StatUnit;
  /** When the snapshot was taken, in milliseconds on the socket's clock. */
  readonly timestamp: number;
  readonly parent: StatNode | undefined;
  readonly children: readonly StatNode[];
  readonly #value: number | string | boolean | undefined;

  constructor(spec: StatSpec, timestamp: number, parent?: StatNode) {
    this.name = spec.name;
    this.description = spec.description;
    this.type = spec.type;
    this.unit = spec.unit ?? 'none';
    this.timestamp = timestamp;
    this.parent = parent;
    this.#value = spec.value;
    this.children = (spec.children ?? []).map((child) => new StatNode(child, timestamp, this));
  }

  /** The value of a counter, level or id; 0 for anything else. */
  get number(): number {
    return typeof this.#value === 'number' ? this.#value : 0;
  }

  /** The value of a string; undefined for anything else. */
  get string(): string | undefined {
    return typeof this.#value === 'string' ? this.#value : undefined;
  }

  /** The value of a boolean; false for anything else. */
  get boolean(): boolean {
    return this.#value === true;
  }

  /** The next sibling, if there is one. */
  get next(): StatNode | undefined {
    const siblings = this.parent?.children ?? [];
    return siblings[siblings.indexOf(this) + 1];
  }

  /** The first node of this name, depth first, this one included. */
  find(name: string): StatNode | undefined {
    if (this.name === name) return this;
    for (const child of this.children) {
      const found = child.find(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The scope of one socket, dialer, listener or pipe, found by the object itself. */
  findObject(kind: 'socket' | 'dialer' | 'listener' | 'pipe', object: { readonly id: number }): StatNode | undefined {
    const isIt = (scope: StatNode): boolean =>
      scope.children.some((leaf) => leaf.name === 'id' && leaf.number === object.id);
    return this.children.find((scope) => scope.name === kind && isIt(scope));
  }

  /** The tree as indented text: name, value, unit. */
  dump(indent = ''): string {
    const value = this.#value === undefined ? '' : ` ${String(this.#value)}`;
    const unit = this.unit === 'none' ? '' : ` ${this.unit}`;
    const line = `${indent}${this.name === '' ? '(root)' : this.name}${value}${unit}\n`;
    return line + this.children.map((child) => child.dump(`${indent}  `)).join('');
  }
}

/** What a {@link StatNode} is made from. */
export interface StatSpec {
  readonly name: string;
  readonly description: string;
  readonly type: StatType;
  readonly unit?: StatUnit;
  readonly value?: number | string | boolean;
  readonly children?: readonly StatSpec[];
}

export const scope = (name: string, description: string, children: readonly StatSpec[]): StatSpec => ({
  name,
  description,
  type: 'scope',
  children,
});

export const id = (name: string, value: number, description: string): StatSpec => ({
  name,
  description,
  type: 'id',
  value,
});

export const level = (name: string, value: number, description: string, unit: StatUnit = 'none'): StatSpec => ({
  name,
  description,
  type: 'level',
  unit,
  value,
});

export const counter = (name: string, value: number, description: string, unit: StatUnit = 'none'): StatSpec => ({
  name,
  description,
  type: 'counter',
  unit,
  value,
});

export const text = (name: string, value: string, description: string): StatSpec => ({
  name,
  description,
  type: 'string',
  value,
});
