import type { PropertyNode, ScalarNode, ValueNode } from '../../../core/taskdef/node.ts';

/**
 * Trees as two rows, in the order of the text: to receive them takes a third of the time that `postMessage` needs for the
 * trees themselves, and can be interrupted.
 */
export interface PackedTrees {
  readonly count: number;
  /** Kinds, places and counts. */
  readonly places: Int32Array<ArrayBuffer>;
  /** A JSON array: names of properties, values of scalars, known starts of references. */
  readonly values: string;
}

const kinds = { nothing: 0, object: 1, map: 2, array: 3, scalar: 4, reference: 5 } as const;

export function packedTrees(roots: readonly ValueNode[]): PackedTrees {
  const places: number[] = [];
  const values: ScalarNode['value'][] = [];
  const pack = (node: ValueNode): void => {
    const { offset, length } = node;
    switch (node.kind) {
      case 'object':
        places.push(node.isMap === true ? kinds.map : kinds.object, offset, length, node.properties.length);
        for (const { name, key, value, ...span } of node.properties) {
          values.push(name);
          places.push(span.offset, span.length, key.offset, key.length);
          if (value === undefined) places.push(kinds.nothing);
          else pack(value);
        }
        break;
      case 'array':
        places.push(kinds.array, offset, length, node.items.length);
        node.items.forEach(pack);
        break;
      case 'scalar':
        places.push(kinds.scalar, offset, length);
        values.push(node.value);
        break;
      case 'reference':
        places.push(kinds.reference, offset, length);
        values.push(node.knownStart ?? null);
        break;
    }
  };
  roots.forEach(pack);
  return { count: roots.length, places: Int32Array.from(places), values: JSON.stringify(values) };
}

/** So many nodes are made between two steps: a fraction of a millisecond. */
const nodesAStep = 2000;

/** The roots, in steps. */
export function* unpackedTrees({ count, places, values }: PackedTrees): Generator<undefined, readonly ValueNode[]> {
  const reader = new Reader(places, JSON.parse(values) as ScalarNode['value'][]);
  const roots: ValueNode[] = [];
  reader.open({ left: count, items: roots });
  for (let made = 1; reader.makeNode(); made++) if (made % nodesAStep === 0) yield;
  return roots;
}

/** An array or object that still gets parts. */
type Open = { left: number } & ({ readonly items: ValueNode[] } | { readonly properties: PropertyNode[] });

class Reader {
  readonly #places: Int32Array;
  readonly #values: readonly ScalarNode['value'][];
  readonly #open: Open[] = [];
  #place = 0;
  #value = 0;

  constructor(places: Int32Array, values: readonly ScalarNode['value'][]) {
    this.#places = places;
    this.#values = values;
  }

  open(parent: Open): void {
    if (parent.left > 0) this.#open.push(parent);
  }

  /** @returns false when there is none left */
  makeNode(): boolean {
    const parent = this.#open.at(-1);
    if (parent === undefined) return false;
    parent.left -= 1;
    // What is made next may be its child's.
    if (parent.left === 0) this.#open.pop();
    if ('items' in parent) {
      const item = this.#node();
      if (item !== undefined) parent.items.push(item);
    } else parent.properties.push(this.#property());
    return true;
  }

  #property(): PropertyNode {
    const name = String(this.#nextValue());
    const [offset, length] = [this.#nextPlace(), this.#nextPlace()];
    const key = { offset: this.#nextPlace(), length: this.#nextPlace() };
    const value = this.#node();
    return value === undefined ? { name, key, offset, length } : { name, key, value, offset, length };
  }

  /** Its parts follow. */
  #node(): ValueNode | undefined {
    const kind = this.#nextPlace();
    if (kind === kinds.nothing) return undefined;
    const offset = this.#nextPlace();
    const length = this.#nextPlace();
    switch (kind) {
      case kinds.scalar:
        return { kind: 'scalar', value: this.#nextValue(), offset, length };
      case kinds.reference: {
        const knownStart = this.#nextValue();
        return typeof knownStart === 'string'
          ? { kind: 'reference', knownStart, offset, length }
          : { kind: 'reference', offset, length };
      }
      case kinds.array: {
        const items: ValueNode[] = [];
        this.open({ left: this.#nextPlace(), items });
        return { kind: 'array', items, offset, length };
      }
      default: {
        const properties: PropertyNode[] = [];
        this.open({ left: this.#nextPlace(), properties });
        return kind === kinds.map
          ? { kind: 'object', properties, isMap: true, offset, length }
          : { kind: 'object', properties, offset, length };
      }
    }
  }

  #nextPlace(): number {
    return this.#places[this.#place++] ?? 0;
  }

  #nextValue(): ScalarNode['value'] {
    return this.#values[this.#value++] ?? null;
  }
}
