import { masked, type PrivatePaths } from './mask.ts';

/** What is told of a window. Nothing in it is asked of AWS. */
export interface DiagnosticFacts {
  readonly extension: string;
  /** Where the extension runs: beside the window, or where the files are. */
  readonly runsAs: 'ui' | 'workspace';
  readonly vscode: string;
  /** `desktop`, `web`, … and what kind of remote window it is, if it is one. */
  readonly host: string;
  readonly remote?: string;
  readonly language: string;
  /** Of the machine that the extension runs on. */
  readonly system: string;
  readonly node: string;
  readonly folders: number;
  readonly isTrusted: boolean;
  readonly logLevel: string;
  /** Kind and Region of each account that is shown: `profile eu-central-1`. */
  readonly accounts: readonly string[];
  readonly settings: readonly SettingFact[];
  /** The oldest first. */
  readonly problems: readonly string[];
}

/** A setting that somebody has set. */
export interface SettingFact {
  readonly id: string;
  readonly value: unknown;
  readonly where: 'user' | 'workspace' | 'folder';
}

/** Plain text for a bug report. It stays English, as the log does. */
export function diagnosticsText(facts: DiagnosticFacts, paths: PrivatePaths): string {
  const { accounts, settings, problems } = facts;
  const lines = [
    `External Instances ${facts.extension}, runs as ${facts.runsAs}`,
    `VS Code ${facts.vscode}, ${facts.host}, ${facts.remote === undefined ? 'no remote' : `remote: ${facts.remote}`}, language ${facts.language}`,
    `${facts.system}, Node.js ${facts.node}`,
    `Workspace folders: ${String(facts.folders)}, ${facts.isTrusted ? 'trusted' : 'not trusted'}. Log level: ${facts.logLevel}`,
    `Accounts shown: ${accounts.length === 0 ? 'none' : accounts.join(', ')}`,
    '',
    settings.length === 0 ? 'Settings: all as they come' : 'Settings, the others as they come:',
    ...settings.map(({ id, value, where }) => `  ${id}: ${JSON.stringify(value)} (${where})`),
    '',
    problems.length === 0 ? 'Problems since the window was opened: none' : 'Last problems since the window was opened:',
    ...problems.flatMap((problem) => problem.split('\n').map((line) => `  ${line}`)),
  ];
  return `${masked(lines.join('\n'), paths)}\n`;
}
