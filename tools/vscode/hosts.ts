import { Complaint } from '../lib/complaint.ts';
import type { PinnedPackage } from './packages.ts';

/** A VS Code that runs without Electron: its server, as the npm package `code-server` (MIT) carries it. */
export interface Host {
  readonly codeServer: PinnedPackage;
  readonly vscodeVersion: string;
  /** The oldest Node, as major and minor, that its server runs on. */
  readonly oldestNode: readonly [number, number];
  /** Laid over its own: this one brings binaries (N-API, so for any Node) where its own must be compiled. */
  readonly nodePty?: PinnedPackage;
  /** Its own ripgrep downloads the binary from GitHub in an install script; these packages carry it. */
  readonly bringsRipgrep: boolean;
  /** Large dependencies and built-in extensions that an extension's tests do not need. */
  readonly leaveOut: { readonly dependencies: readonly string[]; readonly extensions: readonly string[] };
}

export const hosts: Readonly<Record<string, Host>> = {
  // The oldest VS Code that we support, and it runs on Node 20, 22 and 24: the same for everybody.
  '4.100.3': {
    codeServer: {
      name: 'code-server',
      version: '4.100.3',
      integrity: 'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
    },
    vscodeVersion: '1.100.3',
    oldestNode: [20, 0],
    nodePty: {
      name: 'node-pty',
      version: '1.2.0-beta.15',
      integrity: 'sha512-vORSzHXi4Ofl7HemVWpuudLqCPdaQb4LfpRCUpE5HPxhp4JYscl8zZwxh11p26v2wvW24WMwnMfLjhRLixrfxA==',
    },
    bringsRipgrep: false,
    leaveOut: { dependencies: [], extensions: [] },
  },
  '4.139.1': {
    codeServer: {
      name: 'code-server',
      version: '4.139.1',
      integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    },
    vscodeVersion: '1.139.1',
    oldestNode: [22, 15], // it uses module.registerHooks
    bringsRipgrep: true,
    leaveOut: {
      dependencies: [
        '@github/copilot-sdk',
        '@microsoft/mxc-sdk',
        '@devcontainers/cli',
        'ssh2',
        '@vscode/sandbox-runtime',
      ],
      extensions: ['copilot'],
    },
  },
};

/** By its key in `hosts`: the oldest VS Code that is supported, and the newest that there is. */
export const ends = { floor: '4.100.3', latest: '4.139.1' } as const;

/** What chooses a host for this process and all that it starts. */
export const hostVariable = 'VSCODE_SERVER_VERSION';

/** The host that `VSCODE_SERVER_VERSION` names, or the oldest. */
export function chosenHost(): Host {
  const version = process.env[hostVariable] ?? ends.floor;
  const host = hosts[version];
  if (host === undefined) {
    throw new Complaint(`${hostVariable} is "${version}"; it can be ${Object.keys(hosts).join(' or ')}.`);
  }
  return host;
}

/** `@vscode/ripgrep-<platform>-<arch>`, by platform and arch. */
export const ripgrepBinaries: Readonly<Record<string, PinnedPackage>> = pins('@vscode/ripgrep-', '1.18.0', {
  'linux-x64': 'sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
  'linux-arm64': 'sha512-lQ/5zTG++U0E3IhVgS4EPTTn/U4okncaRMM5GOFfOYZywS4nuD31GhkHbNYlDk5CuDC68+hYJ0/eQeyCKJDA+g==',
  'darwin-x64': 'sha512-25b4gWbL138dGuQU244ebCKKc0q05ULBMoFSz9oAEUHNeqK/lOJViDS7DRvbDazzAzSEdan391Znks/R5mkaTQ==',
  'darwin-arm64': 'sha512-r3ktHSvbFycQNF6sl7sNDPocpsI7J+mEzh1IaZFkY0spm3k2Z9t8hPAeOK7+p0l6p6/swkQC14XWX01low+94Q==',
  'win32-x64': 'sha512-KNPvtElldqILHdnAetujPaowkNbpqJy3ssIGGN6F6Kve9Qi+nNLI2DN01O83JjCEVQbCzl8Ov3QZ9Eov3BR8Dg==',
  'win32-arm64': 'sha512-vfTIjq1OHnzUjxZcHVQAMbnggp8dpGf+0QKFOZHwWPqFwXxQC8eCWM+5NUdoJ6yrElCeMzoUTXoK/LdZaniB+Q==',
});

/** Node for a host whose server needs a newer one than runs us, by platform and arch. */
export const nodeBinaries: Readonly<Record<string, PinnedPackage>> = pins('node-', '24.21.0', {
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'win-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
});

function pins(prefix: string, version: string, integrities: Record<string, string>): Record<string, PinnedPackage> {
  const entries = Object.entries(integrities);
  return Object.fromEntries(entries.map(([key, integrity]) => [key, { name: prefix + key, version, integrity }]));
}
