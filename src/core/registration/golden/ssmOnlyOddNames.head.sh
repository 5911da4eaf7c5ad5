#!/usr/bin/env bash
# Registers this machine as a managed node of AWS Systems Manager, without a cluster.
#
#   Region      eu'central # 1
#   Activation  *'; rm -rf "$HOME" # 
#   Valid       until 2026-11-23 14:05 UTC, for 1 host
#   Fetches     https://amazon-ssm-eu'central # 1.s3.eu'central # 1.amazonaws.com/latest/…/ssm-setup-cli
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it on the machine to register, as root: sudo bash FILE
#   --check-only  only tells what stands in the way, and changes nothing
#   --force       goes on despite problems

main() {
  set -euo pipefail

  region='eu'\''central
# 1'
  activation_id='*'\''; rm -rf "$HOME" #
'
  activation_code='--'\''+/=
[31m‮'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  setup_host='amazon-ssm-eu'\''central
# 1.s3.eu'\''central
# 1.amazonaws.com'
  installer_url=''
  dns_suffix='amazonaws.com'
  loopback=''
  demo=''
  proxy=''
  no_proxy_for=''
  min_mib='256'
