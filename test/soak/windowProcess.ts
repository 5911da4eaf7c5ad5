// Another window, in a process of its own: `node --import tsx windowProcess.ts FOLDER NUMBER…` notes these numbers in all
// files that several windows write, one by one.
import { keptFiles } from './keptFiles.ts';
import { sharedNames } from './sharedNames.ts';

const [folder = '', ...numbers] = process.argv.slice(2);
const opened = await Promise.all(
  keptFiles
    .filter(({ name }) => sharedNames.includes(name))
    .map((kept) =>
      kept.open(folder, (error) => {
        throw error;
      }),
    ),
);
// The others begin when all are there.
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.unref();
for (const number of numbers) for (const each of opened) await each.add(Number(number));
for (const each of opened) each.close?.();
