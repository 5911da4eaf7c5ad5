# AWS ended its support of Windows Server for ECS Anywhere on 7 August 2026. Registering may still work, but AWS no longer helps with it or fixes it.
#
# Registers this Windows machine as an external instance of an Amazon ECS cluster (ECS Anywhere).
#
#   Cluster     web
#   Region      eu-central-1
#   Activation  7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid       until 2026-11-23 14:05 UTC, for 2 hosts
#   Fetches     https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install.ps1
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it on the machine to register, in PowerShell opened with: Run as administrator.

& {
  $ErrorActionPreference = 'Stop'
  Write-Warning 'AWS ended its support of Windows Server for ECS Anywhere on 7 August 2026. Registering may still work, but AWS no longer helps with it or fixes it.'
  $user = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
  if (-not $user.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    throw 'Installing the agents takes an administrator. Run this in PowerShell opened with: Run as administrator.'
  }
  if ([DateTimeOffset]::UtcNow.ToUnixTimeSeconds() -ge 1795442759) {
    throw 'The activation code ran out at 2026-11-23 14:05 UTC, or the clock of this machine is wrong.'
  }
  $installer = Join-Path $env:TEMP 'ecs-anywhere-install.ps1'
  Invoke-RestMethod -URI 'https://amazon-ecs-agent.s3.amazonaws.com/ecs-anywhere-install.ps1' -OutFile $installer
  $signature = Get-AuthenticodeSignature -FilePath $installer
  if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notmatch 'Amazon') {
    throw 'The installer does not carry a valid signature of Amazon, and was not run. No registration was used up.'
  }
  & $installer `
    -Region 'eu-central-1' `
    -Cluster 'web' `
    -ActivationID '7f3c0a52-1b2c-4d3e-8f90-123456789abc' `
    -ActivationCode 'Ab+Cd/EfGhIjKlMnOpQr'
  Get-Service AmazonECS
}
