import { compact } from '../../compact.ts';
import { numberOf, diskOf, type DiskSpace, type ProbeAnswer } from '../diagnose/probeAnswer.ts';
import { probeHeader } from '../diagnose/probe.ts';

/** By this comment in it a stand-in of a host knows the script. */
export const momentMark = '# external-instances: moment 1';

/** What a host has in use at one moment, as it says itself. */
export interface Moment {
  /** Runnable processes, on average of the last minute. */
  readonly load?: number;
  readonly cpus?: number;
  readonly memoryTotalKiB?: number;
  readonly memoryAvailableKiB?: number;
  readonly root?: DiskSpace;
  readonly docker?: DiskSpace;
  /** Of the hottest sensor, in degrees Celsius. */
  readonly temperature?: number;
  /** The word of a Raspberry Pi's firmware. */
  readonly throttled?: number;
  readonly uptimeSeconds?: number;
}

/**
 * A script for Linux that looks at load, memory, disks and temperature, and changes nothing. It answers as the probe of
 * _Diagnose Host…_ does, by names of its own for what that one does not tell; `parseProbe` reads it.
 */
export const momentScript = [
  '#!/bin/sh',
  momentMark,
  'say() { [ -z "$2" ] || printf \'%s=%s\\n\' "$1" "$2"; }',
  'memory() { awk -v name="$1:" \'$1 == name { print $2; exit }\' /proc/meminfo; }',
  // Size, free, per cent in use, inodes in use, where: the numbers that a root without a fixed number of inodes lacks are `-`.
  'disk() { df -P -k "$1" 2>/dev/null | awk \'NR == 2 { used = $5; sub(/%/, "", used); print $2, $4, used, "-", $6 }\'; }',
  `echo '${probeHeader}'`,
  'say load.minute "$(awk \'{ print $1 }\' /proc/loadavg)"',
  'say system.cpus "$(getconf _NPROCESSORS_ONLN 2>/dev/null)"',
  'say system.uptime "$(awk \'{ print int($1) }\' /proc/uptime)"',
  'say memory.total "$(memory MemTotal)"',
  'say memory.available "$(memory MemAvailable)"',
  'say disk.root "$(disk /)"',
  'docker_root=/var/lib/docker',
  '[ ! -d "$docker_root" ] || [ "$(stat -c %d "$docker_root")" = "$(stat -c %d /)" ] || say disk.docker "$(disk "$docker_root")"',
  'say board.temperature "$(cat /sys/class/thermal/thermal_zone*/temp 2>/dev/null | sort -n | tail -n 1)"',
  'if command -v vcgencmd >/dev/null 2>&1; then say board.throttled "$(vcgencmd get_throttled | sed "s/^throttled=//")"; fi',
  'echo end=1',
  '',
].join('\n');

export function momentOf(answer: ProbeAnswer): Moment {
  const { facts } = answer;
  const load = /^\d{1,6}(\.\d{1,3})?$/.exec(facts.get('load.minute') ?? '')?.[0];
  const heat = /^-?\d{1,6}$/.exec(facts.get('board.temperature') ?? '')?.[0];
  const throttled = /^0x[0-9a-f]{1,8}$/i.exec(facts.get('board.throttled') ?? '')?.[0];
  const known = {
    load: load === undefined ? undefined : Number(load),
    cpus: numberOf(answer, 'system.cpus'),
    memoryTotalKiB: numberOf(answer, 'memory.total'),
    memoryAvailableKiB: numberOf(answer, 'memory.available'),
    root: diskOf(answer, 'root'),
    docker: diskOf(answer, 'docker'),
    temperature: heat === undefined ? undefined : Number(heat) / 1000,
    throttled: throttled === undefined ? undefined : Number(throttled),
    uptimeSeconds: numberOf(answer, 'system.uptime'),
  };
  return compact(known);
}
