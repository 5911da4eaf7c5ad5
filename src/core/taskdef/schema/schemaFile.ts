/** What stands in `taskDefinition.json`, which tools/generateTaskSchema.ts writes. */

export interface SchemaFile {
  /** Of what it was made from and of the rest of it, by which a test knows that it is fresh. */
  readonly digest: string;
  /** Version of `@aws-sdk/client-ecs` that it was made from. */
  readonly sdk: string;
  /** Name of the shape of a task definition. */
  readonly root: string;
  /** By AWS's name of the type. */
  readonly shapes: Readonly<Record<string, SchemaShape>>;
  /** Members that only a registered task definition has. */
  readonly readOnly: Readonly<Record<string, SchemaMember>>;
}

export interface SchemaShape {
  /** Just one of the members may be there. */
  readonly isUnion?: boolean;
  /** Markdown. */
  readonly docs: string;
  readonly members: Readonly<Record<string, SchemaMember>>;
}

export type SchemaKind = 'text' | 'number' | 'boolean' | 'time' | 'object' | 'array' | 'map';

export interface SchemaType {
  readonly type: SchemaKind;
  /** All that AWS takes. */
  readonly values?: readonly string[];
  /** Of an object. */
  readonly shape?: string;
  /** Of an array and of a map. */
  readonly items?: SchemaType;
}

export interface SchemaMember extends SchemaType {
  readonly required?: boolean;
  /** Why, and since when. */
  readonly deprecated?: string;
  /** Docs of the keys of a map that AWS tells of; others may be used too. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Values that AWS's text tells of, of a text or of the items of an array; others may be used too. */
  readonly suggestions?: readonly string[];
  /** Markdown. */
  readonly docs: string;
}
