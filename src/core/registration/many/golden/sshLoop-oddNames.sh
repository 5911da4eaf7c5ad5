#!/usr/bin/env bash
# Runs a register script on 5 hosts, over ssh.
#
# THIS FILE HOLDS A SECRET, the activation code of that script. Do not share it, do not commit it, and delete it
# when the hosts have arrived.
#
# Run it where ssh reaches the hosts: bash FILE
#   --parallel N  N hosts at a time; ssh can then ask for nothing (passwords, unknown host keys)
#   --check-only  only tells what stands in the way on each host, and changes nothing
#   --force       goes on despite problems

main() {
  set -euo pipefail

  hosts=(
    'küche'
    '[fe80::1%eth0]'
    'ssh://pi@host:2222'
    '~x'
    'a*?#!'
  )
  needs_root=''
  script='it'\''s "$(touch pwned)"
\ `touch pwned` ${HOME} 👩‍🚀'

  parallel=1
  arguments=()
  usage() {
    printf '%s\nOptions: --parallel N, --check-only, --force\n' "$1" >&2
    exit 2
  }
  while [[ $# -gt 0 ]]; do
    case $1 in
      --force | --check-only) arguments+=("$1") ;;
      --parallel)
        if [[ ! ${2:-} =~ ^[1-9][0-9]?$ ]]; then usage '--parallel wants a number from 1 to 99'; fi
        parallel=$2
        shift
        ;;
      *) usage "Unknown option: $1" ;;
    esac
    shift
  done
  if ! command -v ssh >/dev/null; then
    printf 'There is no ssh here.\n' >&2
    exit 1
  fi

  remote="bash -s -- ${arguments[*]:-}"
  if [[ $needs_root ]]; then
    remote="if [ \"\$(id -u)\" = 0 ]; then exec $remote; elif sudo -n true 2>/dev/null; then exec sudo -n $remote; else exit 77; fi"
  fi
  options=(-T -o ConnectTimeout=20 -o ServerAliveInterval=30)
  if [[ $parallel -gt 1 ]]; then options+=(-o BatchMode=yes); fi

  results=$(mktemp -d)
  trap 'rm -rf -- "$results"' EXIT

  run_on() {
    local host=${hosts[$1]} status=0
    printf '%s\n' "$script" | ssh "${options[@]}" -- "$host" "sh -c '$remote'" 2>&1 | while IFS= read -r line || [[ $line ]]; do
      printf '[%s] %s\n' "$host" "$line"
    done || status=$?
    printf '%s' "$status" >"$results/$1"
  }

  # Each worker takes every Nth host.
  worker() {
    local index
    for ((index = $1; index < ${#hosts[@]}; index += parallel)); do run_on "$index"; done
  }
  for ((number = 1; number < parallel; number++)); do worker "$number" & done
  worker 0
  wait

  failed=0
  printf '\n%-40s %s\n' HOST RESULT
  for ((index = 0; index < ${#hosts[@]}; index++)); do
    status=$(cat "$results/$index" 2>/dev/null) || status='not run'
    case $status in
      0) result='done' ;;
      77) result='FAILED: neither root, nor sudo without a password' ;;
      127) result='FAILED: there is no bash' ;;
      255) result='FAILED: ssh could not connect, or lost the connection' ;;
      *) result="FAILED: exit status $status; what it said stands above" ;;
    esac
    if [[ $status != 0 ]]; then failed=$((failed + 1)); fi
    printf '%-40s %s\n' "${hosts[$index]}" "$result"
  done
  printf '%s of %s failed.\n' "$failed" "${#hosts[@]}"
  if [[ $failed -gt 0 ]]; then exit 1; fi
}

main "$@"
