import { main as test } from './test.ts';

/** `npm run screenshots`: runs the UI suites, which take the pictures of the documents on their way. */
export async function main(args: string[]): Promise<number> {
  process.env.SCREENSHOTS = 'media/screenshots';
  return await test(['ui', ...args]);
}
