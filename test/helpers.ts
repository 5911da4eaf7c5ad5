import { join } from 'node:path';
import { tmpdir } from 'node:os';

/** An environment in which no AWS account is configured, whatever this machine has. */
export function noAws(): Readonly<Record<string, string | undefined>> {
  return awsEnvironment(
    join(tmpdir(), 'external-instances-no-config'),
    join(tmpdir(), 'external-instances-no-credentials'),
  );
}

/** An environment with these shared config files and nothing else. `undefined` takes a variable away. */
export function awsEnvironment(
  configFile: string,
  credentialsFile: string,
): Readonly<Record<string, string | undefined>> {
  return {
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Waits for a check to hold, and fails with its last complaint. */
export async function eventually(check: () => void | Promise<void>, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Counts the turns of the event loop, until it is ended. */
export function countLoop(): { readonly count: () => number; readonly end: () => void } {
  let turns = 0;
  let isOver = false;
  const next = (): void => {
    turns++;
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  return { count: () => turns, end: () => (isOver = true) };
}
