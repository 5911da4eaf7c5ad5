import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'src', 'aws');

/** An operation of AWS that the extension's code can send. */
export interface SdkOperation {
  /** `@aws-sdk/client-ecs` */
  readonly client: string;
  /** `ListClusters` */
  readonly operation: string;
}

/** The code of `src/aws`, by file and folder in it, without its tests. */
export function awsSources(): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** As its imports name them: `ListClustersCommand`, and `paginateListClusters`, which sends the same. */
export function sdkOperations(): readonly SdkOperation[] {
  const found = new Map<string, SdkOperation>();
  for (const text of awsSources().values()) {
    for (const [, names = '', client = ''] of text.matchAll(/import \{([^}]+)\} from '(@aws-sdk\/client-[\w-]+)'/g)) {
      for (const name of names.split(',').map((each) => each.trim())) {
        const operation = /^(\w+)Command$/.exec(name)?.[1] ?? /^paginate(\w+)$/.exec(name)?.[1];
        if (operation !== undefined) found.set(`${client} ${operation}`, { client, operation });
      }
    }
  }
  return [...found.values()];
}
