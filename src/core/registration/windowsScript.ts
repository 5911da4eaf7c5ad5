import { Failure } from '../failure.ts';
import { oneLine } from '../text/label.ts';
import { secretNotice, utcMinute, validFor, type ScriptActivation } from './guidedScript.ts';
import { windowsSupport } from './supportedSystems.ts';

/** Source: ECS developer guide, "Registering an external instance to an Amazon ECS cluster", Windows. */
const installerUrl = 'https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install.ps1';

export interface WindowsScriptOptions extends ScriptActivation {
  /** Name, not ARN. */
  readonly cluster: string;
}

/**
 * A value as one word of PowerShell, in single quotes, where nothing is expanded. PowerShell takes typographic single
 * quotes for plain ones, so these are doubled too. Source: about_Quoting_Rules.
 *
 * @throws Failure `invalidRequest` for a NUL character.
 */
export function quotePowerShell(value: string): string {
  if (value.includes('\0')) throw new Failure('invalidRequest', 'A NUL character cannot be passed to a program.');
  return `'${value.replace(/['\u2018-\u201B]/g, '$&$&')}'`;
}

/**
 * A PowerShell script that registers the Windows machine on which it is run as an external instance: AWS's own two
 * commands, after a check of what they fetched. It says first that AWS has ended its support. It holds the activation
 * code: a secret.
 *
 * All of it is one block, so that a script that arrives in part does nothing. Windows PowerShell reads a file without a
 * byte order mark as ANSI: save it with one where a value is not ASCII.
 *
 * @throws Failure `invalidRequest` for a value that holds NUL.
 */
export function windowsRegisterScript(options: WindowsScriptOptions): string {
  const q = quotePowerShell;
  return [
    ...header(options).map((line) => (line === '' ? '#' : `# ${line}`)),
    '',
    '& {',
    "  $ErrorActionPreference = 'Stop'",
    `  Write-Warning ${q(windowsSupport.statement)}`,
    '  $user = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()',
    '  if (-not $user.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {',
    "    throw 'Installing the agents takes an administrator. Run this in PowerShell opened with: Run as administrator.'",
    '  }',
    `  if ([DateTimeOffset]::UtcNow.ToUnixTimeSeconds() -ge ${Math.floor(options.expiresAt / 1000)}) {`,
    `    throw ${q(`The activation code ran out at ${utcMinute(options.expiresAt)}, or the clock of this machine is wrong.`)}`,
    '  }',
    "  $installer = Join-Path $env:TEMP 'ecs-anywhere-install.ps1'",
    `  Invoke-RestMethod -URI ${q(installerUrl)} -OutFile $installer`,
    '  $signature = Get-AuthenticodeSignature -FilePath $installer',
    "  if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'Amazon') {",
    "    throw 'The installer does not carry a valid signature of Amazon, and was not run. No registration was used up.'",
    '  }',
    '  & $installer `',
    `    -Region ${q(options.region)} \``,
    `    -Cluster ${q(options.cluster)} \``,
    `    -ActivationID ${q(options.activationId)} \``,
    `    -ActivationCode ${q(options.activationCode)}`,
    '  Get-Service AmazonECS',
    '}',
    '',
  ].join('\n');
}

function header(options: WindowsScriptOptions): readonly string[] {
  return [
    windowsSupport.statement,
    '',
    'Registers this Windows machine as an external instance of an Amazon ECS cluster (ECS Anywhere).',
    '',
    `  Cluster     ${oneLine(options.cluster)}`,
    `  Region      ${oneLine(options.region)}`,
    `  Activation  ${oneLine(options.activationId)}`,
    `  Valid       ${validFor(options)}`,
    `  Fetches     ${installerUrl}`,
    '',
    ...secretNotice,
    '',
    'Run it on the machine to register, in PowerShell opened with: Run as administrator.',
  ];
}
