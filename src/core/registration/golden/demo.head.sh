#!/usr/bin/env bash
# Registers this machine as an external instance of an Amazon ECS cluster (ECS Anywhere).
#
#   Cluster     web
#   Region      eu-central-1
#   Activation  7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid       until 2026-11-23 14:05 UTC, for 1 host
#   Fetches     http://127.0.0.1:4510/ecs-anywhere-install-latest.sh
#               A stand-in of the demo account, on this machine: it needs no root and installs nothing.
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it on the machine to register: bash FILE
#   --check-only  only tells what stands in the way, and changes nothing
#   --force       goes on despite problems

main() {
  set -euo pipefail

  cluster='web'
  region='eu-central-1'
  activation_id='7f3c0a52-1b2c-4d3e-8f90-123456789abc'
  activation_code='Ab+Cd/EfGhIjKlMnOpQr'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  installer_url='http://127.0.0.1:4510/ecs-anywhere-install-latest.sh'
  signing_key='F34C3DDAE72926B079BEAEC6BCE9D9A42D51784F'
  signing_key_url='https://raw.githubusercontent.com/aws/amazon-ecs-agent/master/scripts/amazon-ecs-agent.gpg'
  dns_suffix='amazonaws.com'
  loopback='yes'
  demo='yes'
  board_attribute='external-instances.board'
  attributes=''
  tags=''
  proxy=''
  no_proxy_for=''
  docker_wanted=''
  gpu=''
  ip_wanted=''
  min_mib='1024'
