import { partitionOf } from '../accounts/regions.ts';

/**
 * What is often run on hosts, for Linux. SSM runs scripts with `sh`, which is `dash` on Debian and Ubuntu, as root. The
 * first line that each one writes is its answer in short: it stands in the table of results.
 */

export type SnippetId = 'agentLogs' | 'disk' | 'temperature' | 'pruneImages' | 'restartAgent';

export interface Snippet {
  readonly id: SnippetId;
  /** It does more than look. */
  readonly changes: boolean;
  readonly script: readonly string[];
}

// Canonical's snap has a service name of its own.
const agentStates = [
  'state() { for unit in "$@"; do s=$(systemctl is-active "$unit" 2>/dev/null); [ "$s" = active ] && break; done; echo "${s:-unknown}"; }',
  'echo "ECS agent: $(state ecs), SSM agent: $(state amazon-ssm-agent snap.amazon-ssm-agent.amazon-ssm-agent)"',
];

export const snippets: readonly Snippet[] = [
  {
    id: 'agentLogs',
    changes: false,
    script: [
      ...agentStates,
      'for log in /var/log/ecs/ecs-agent.log /var/log/ecs/ecs-init.log /var/log/amazon/ssm/amazon-ssm-agent.log; do',
      '  [ -r "$log" ] || continue',
      '  echo; echo "== $log"; tail -n 50 "$log"',
      'done',
    ],
  },
  {
    id: 'disk',
    changes: false,
    script: [
      `df -P -h / | awk 'NR == 2 { print $5 " of / used, " $4 " free" }'`,
      'echo; df -h -x tmpfs -x devtmpfs -x overlay -x squashfs',
      'if command -v docker >/dev/null 2>&1; then echo; docker system df; fi',
    ],
  },
  {
    id: 'temperature',
    changes: false,
    script: [
      'hottest=$(cat /sys/class/thermal/thermal_zone*/temp 2>/dev/null | sort -n | tail -n 1)',
      'words="no temperature is told by this machine"',
      `[ -n "$hottest" ] && words=$(awk -v t="$hottest" 'BEGIN { printf "%.1f °C", t / 1000 }')`,
      'flags=""',
      'if command -v vcgencmd >/dev/null 2>&1; then flags=$(vcgencmd get_throttled | sed "s/^throttled=//"); fi',
      // Bits of the firmware of Raspberry Pis: 0 to 3 are now, 16 to 19 since it was started.
      'has() { [ $((flags & $1)) -ne 0 ]; }',
      'if [ -n "$flags" ]; then',
      '  if has 0x1; then words="$words, under-voltage now"; elif has 0x10000; then words="$words, under-voltage since boot"; fi',
      '  if has 0xe; then words="$words, throttled now"; elif has 0xe0000; then words="$words, throttled since boot"; fi',
      '  [ $((flags & 0xf000f)) -ne 0 ] || words="$words, never throttled"',
      'fi',
      'echo "$words"',
      '[ -z "$flags" ] || echo "throttled=$flags"',
      'for zone in /sys/class/thermal/thermal_zone*; do',
      '  [ -r "$zone/temp" ] || continue',
      `  awk -v name="$(cat "$zone/type")" '{ printf "%s: %.1f °C\\n", name, $1 / 1000 }' "$zone/temp"`,
      'done',
      'for fan in /sys/class/hwmon/hwmon*/fan*_input; do [ -r "$fan" ] && echo "fan: $(cat "$fan") rpm"; done',
      'exit 0',
    ],
  },
  {
    id: 'pruneImages',
    changes: true,
    script: [
      'set -e',
      'pruned=$(docker image prune --all --force)',
      `printf '%s\\n' "$pruned" | tail -n 1`,
      `printf '\\n%s\\n' "$pruned"`,
      'docker system df',
    ],
  },
  {
    id: 'restartAgent',
    changes: true,
    script: ['systemctl restart ecs || exit', 'sleep 5', ...agentStates, 'systemctl --no-pager --lines=20 status ecs'],
  },
];

/**
 * Updates the ECS agent by its package: ECS's own `UpdateContainerAgent` does not support external instances. Running
 * tasks go on.
 */
export function updateEcsAgentScript(region: string): readonly string[] {
  const { dnsSuffix } = partitionOf(region);
  const base = `https://s3.${region}.${dnsSuffix}/amazon-ecs-agent-${region}/amazon-ecs-init-latest`;
  return [
    'set -e',
    `version() { curl -s --max-time 5 http://localhost:51678/v1/metadata | sed -n 's/.*"Version":"\\([^"]*\\)".*/\\1/p'; }`,
    'before=$(version || true)',
    'if command -v dpkg >/dev/null 2>&1; then',
    '  case "$(dpkg --print-architecture)" in arm64) file=arm64.deb ;; amd64) file=amd64.deb ;; esac',
    'elif command -v rpm >/dev/null 2>&1; then',
    '  case "$(uname -m)" in aarch64) file=aarch64.rpm ;; x86_64) file=x86_64.rpm ;; esac',
    'fi',
    'if [ -z "$file" ]; then echo "There is no package of the ECS agent for this machine: $(uname -sm)."; exit 1; fi',
    'folder=$(mktemp -d)',
    `trap 'rm -rf "$folder"' EXIT`,
    `curl -fsSL --proto '=https' --retry 3 -o "$folder/ecs-init.\${file##*.}" "${base}.$file"`,
    'case "$file" in',
    '  *.deb) DEBIAN_FRONTEND=noninteractive dpkg -i --force-confold "$folder/ecs-init.deb" >"$folder/log" 2>&1 ;;',
    '  *) if command -v dnf >/dev/null 2>&1; then dnf install -y "$folder/ecs-init.rpm"',
    '     elif command -v zypper >/dev/null 2>&1; then zypper --non-interactive install --allow-unsigned-rpm "$folder/ecs-init.rpm"',
    '     else yum install -y "$folder/ecs-init.rpm"; fi >"$folder/log" 2>&1 ;;',
    'esac || { status=$?; echo "The package could not be installed."; cat "$folder/log"; exit "$status"; }',
    'systemctl restart ecs',
    'after=""; tries=0',
    'while [ -z "$after" ] && [ "$tries" -lt 12 ]; do sleep 5; after=$(version || true); tries=$((tries + 1)); done',
    'if [ -z "$after" ]; then echo "The ECS agent does not answer after the update."; systemctl --no-pager --lines=20 status ecs || true; exit 1; fi',
    'if [ "$before" = "$after" ]; then echo "It is up to date: $after"; else echo "Updated: ${before:-unknown} to $after"; fi',
    'cat "$folder/log"',
  ];
}
