import { readFile } from 'node:fs/promises';

/**
 * For esbuild: leaves out of the AWS SDK's clients what is never used. Each client describes all of its service, hundreds
 * of operations and errors, and writes that in two ways which esbuild must take for side effects: computed keys, and errors
 * that are put into a register. With this about a quarter of the SDK's chunks goes away.
 *
 * Errors that are not registered come as the service's own base class, with the same name, message, status and fields:
 * what `failures.ts` looks at. Clients of the query protocol keep theirs, whose register also says which code on the wire
 * is which error. A client that writes itself in another way is left as it is.
 *
 * @returns {import('esbuild').Plugin}
 */
export function shakeSdk() {
  return {
    name: 'shake-sdk',
    setup(build) {
      build.onLoad(
        { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
        async ({ path }) => {
          const isQuery = /client-(?:iam|sts)[\\/]/.test(path);
          return { contents: shaken(await readFile(path, 'utf8'), !isQuery), loader: 'js' };
        },
      );
    },
  };
}

/**
 * @param {string} text of a client's schemas
 * @param {boolean} withoutErrors
 */
export function shaken(text, withoutErrors) {
  const literals = text.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm);
  const names = new Map(Array.from(literals, ([, name = '', value = '']) => [name, value]));
  const plain = text.replace(
    /([{,]\s*)\[(_\w+)\]:/g,
    (found, /** @type {string} */ before, /** @type {string} */ name) => {
      const value = names.get(name);
      return value === undefined ? found : `${before}${value}:`;
    },
  );
  return withoutErrors ? plain.replace(/^n0_registry\.registerError\(\w+\$, \w+\);$/gm, '') : plain;
}
