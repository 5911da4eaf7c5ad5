import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoAccount, type DemoAccount, type DemoAccountOptions } from '../../src/demo/account.ts';
import { awsEnvironment } from '../helpers.ts';
import { useWindow, type SuiteOptions, type Window } from './support.ts';

const region = 'eu-central-1';

/** A home folder with one AWS profile, and programs of its own on the path. */
export interface ProfileHome {
  readonly folder: string;
  /** Puts a shell script on the path. */
  addProgram(name: string, script: string): Promise<void>;
  /** For a window: the profile `home` leads to the endpoint. */
  env(endpoint: string): Readonly<Record<string, string | undefined>>;
  /** SHA-256, in hex, of the activation code in the script that was last run over ssh. Rejects before. */
  hashOfCodeRun(): Promise<string>;
  remove(): Promise<void>;
}

/** Says that it is root on the host, and keeps a hash of the code in the script that it is given. */
const ssh = `#!/bin/sh
printf '%s\\n' "$*" >>"$HOME/ssh-calls"
case "$*" in
  *'-O exit'*) ;;
  *'bash -s') sed -n "s/^ *activation_code='\\(.*\\)'$/\\1/p" | tr -d '\\n' | sha256sum >"$HOME/code-hash" ;;
  *) echo root ;;
esac
`;

/**
 * As `useWindow`, with a profile that leads to an account which the suite starts, looks into and changes.
 *
 * @param begin called before the window is opened; the account is started in the Region of the profile, and stopped after
 * the suite
 */
export function useAccountWindow(
  begin: (start: typeof startDemoAccount, home: ProfileHome) => Promise<unknown>,
  options: SuiteOptions = {},
): Window {
  let home: ProfileHome | undefined;
  let account: DemoAccount | undefined;
  const start = async (of?: DemoAccountOptions): Promise<DemoAccount> =>
    (account = await startDemoAccount({ region, ...of }));
  before(async () => {
    home = await makeProfileHome();
    await begin(start, home);
  });
  const window = useWindow({
    ...options,
    env: () => ({ ...home?.env(account?.endpoint ?? ''), ...options.env?.() }),
  });
  after(async () => {
    await account?.stop();
    await home?.remove();
  });
  return window;
}

/** Its `~/.ssh/config` names `rack-7`; a stand-in for `ssh` answers for it. */
async function makeProfileHome(): Promise<ProfileHome> {
  const folder = await mkdtemp(join(tmpdir(), 'external-instances-home-'));
  const keys = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n';
  const addProgram = (name: string, script: string): Promise<void> =>
    writeFile(join(folder, 'bin', name), script, { mode: 0o755 });
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, '.ssh'));
  await Promise.all([
    addProgram('ssh', ssh),
    writeFile(join(folder, '.ssh', 'config'), 'Host rack-7\n  HostName 192.0.2.7\n'),
    writeFile(join(folder, 'config'), `[profile home]\nregion = ${region}\n`),
    writeFile(join(folder, 'credentials'), `[home]\n${keys}`),
  ]);
  return {
    folder,
    addProgram,
    env: (endpoint) => ({
      ...awsEnvironment(join(folder, 'config'), join(folder, 'credentials')),
      AWS_PROFILE: 'home',
      AWS_ENDPOINT_URL: endpoint,
      HOME: folder,
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
    }),
    hashOfCodeRun: async () => (await readFile(join(folder, 'code-hash'), 'utf8')).slice(0, 64),
    remove: () => rm(folder, { recursive: true }),
  };
}
