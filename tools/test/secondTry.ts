import type { Outcome } from './parts.ts';

/** Files that fail by chance are few. */
const mostFiles = 2;

/**
 * Runs files of tests; if few of them fail, those once more, alone. A test of a whole workbench can fail because the
 * machine stood still for a moment, which is no reason to refuse a change; what needed the second try is named all the
 * same, as it is a fault of the test or of what it tests.
 */
export async function withSecondTry(
  files: readonly string[],
  run: (files: readonly string[]) => Promise<Outcome>,
): Promise<Outcome> {
  const first = await run(files);
  const failing = Object.entries(first.files ?? {}).filter(([, { failed }]) => failed > 0);
  const failures = failing.flatMap(([, each]) => each.failures);
  // More has failed than tests: the run itself.
  if (first.failed !== failures.length || failures.length === 0 || failing.length > mostFiles) return first;
  const second = await run(failing.map(([file]) => file));
  const again = failing.reduce((sum, [, { passed }]) => sum + passed, 0);
  const output = `${first.output}\n\nThe second try:\n${second.output}`;
  return {
    passed: first.passed - again + second.passed,
    failed: second.failed,
    output,
    ...(second.failed === 0 && { unsteady: failures }),
  };
}
