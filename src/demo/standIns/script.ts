import { quote } from '../../core/text/shell.ts';
import { ssmAgentVersion } from '../worlds/nodes.ts';

/** Where a stand-in registers: the demo account. */
export interface Place {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
}

/** A stand-in for a program of AWS's, as text of bash. */
export interface StandIn extends Place {
  /** `nodeadm` */
  readonly of: string;
  /** Variables that it finds set, besides those that all have. */
  readonly values?: Readonly<Record<string, string>>;
  readonly parts: readonly string[];
}

/**
 * A stand-in as it is served. It installs nothing, changes nothing on the machine and needs no root; it takes the options
 * that the program takes, and makes the calls that AWS would see. Values come from command lines, so they may hold
 * anything; they reach the account unchanged. Only bash from 3.2 on, curl and POSIX tools are used.
 */
export function standInScript({ of, endpoint, region, values = {}, parts }: StandIn): string {
  const all = {
    ENDPOINT: endpoint,
    DEMO_REGION: region,
    SSM_AGENT_VERSION: ssmAgentVersion,
    ...values,
  };
  return [
    '#!/usr/bin/env bash',
    `# The stand-in of the demo account for ${of}. It installs nothing.`,
    'set -euo pipefail',
    '# Text is passed on byte by byte.',
    'export LC_ALL=C',
    '',
    ...Object.entries(all).map(([name, value]) => `${name}=${quote(value)}`),
    '',
    ...parts,
  ].join('\n');
}

/** `json`, `field`, `ask` and `call`. They use `fail`, which each stand-in has of its own. */
export const calls = String.raw`# Any text as a JSON string.
json() {
    local text=$1 result='' character escaped i
    for ((i = 0; i < ${'$'}{#text}; i++)); do
        character=${'$'}{text:i:1}
        case "$character" in
        '"' | \\) result+="\\$character" ;;
        [[:cntrl:]])
            printf -v escaped '\\u%04x' "'$character"
            result+=$escaped
            ;;
        *) result+=$character ;;
        esac
    done
    printf '"%s"' "$result"
}

# The first string of that name in the answer. Ids, ARNs and error codes hold nothing that JSON escapes.
field() {
    local pattern="\"$1\":\"([^\"]*)\""
    [[ $ANSWER =~ $pattern ]] || return 1
    printf '%s' "${'$'}{BASH_REMATCH[1]}"
}

# ask SERVICE KEY BODY ARGUMENT...: leaves the answer in ANSWER. The body goes to curl through a pipe, for the arguments
# of a process can be read by everybody on the machine. The demo account checks no signatures, so there is none.
ask() {
    local service=$1 key=$2 body=$3
    shift 3
    if [[ -n $key ]]; then
        set -- --header "Authorization: AWS4-HMAC-SHA256 Credential=$key/$(date -u +%Y%m%d)/$DEMO_REGION/$service/aws4_request, SignedHeaders=host, Signature=none" "$@"
    fi
    if ! ANSWER=$(printf '%s' "$body" | curl --silent --show-error --noproxy '*' --max-time 60 "$@"); then
        fail 'The demo account does not answer. Is the window that started it still open?'
    fi
}

# call SERVICE TARGET BODY [KEY]
call() {
    ask "$1" "${'$'}{4-}" "$3" --header 'Content-Type: application/x-amz-json-1.1' --header "X-Amz-Target: $2" \
        --data-binary @- "$ENDPOINT/"
    ERROR=$(field __type || true)
    MESSAGE=$(field message || true)
    [[ -z $ERROR ]]
}
`;

/**
 * `register_node COMPUTER_NAME PLATFORM_NAME PLATFORM_VERSION ADDRESS`: what the SSM agent does, with `ACTIVATION_ID` and
 * `ACTIVATION_CODE`; no address where it is empty. Sets `NODE_ID`, and `KEY` to that of the role's credentials. Where it
 * fails, it says why. After `calls`.
 */
export const ssmAgent = String.raw`register_node() {
    local public_key fingerprint information
    # A key's length of bytes: nobody checks signatures here.
    public_key=$(head -c 294 /dev/urandom | base64 | tr -d '\n')
    fingerprint=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || date +%s)
    if ! call ssm AmazonSSM.RegisterManagedInstance "{\"ActivationId\":$(json "$ACTIVATION_ID"),\"ActivationCode\":$(json "$ACTIVATION_CODE"),\"PublicKey\":\"$public_key\",\"PublicKeyType\":\"Rsa\",\"Fingerprint\":\"$fingerprint\"}"; then
        printf 'ERROR Registration failed due to error registering the instance with AWS SSM. %s: %s\n' "$ERROR" "$MESSAGE" >&2
        return 1
    fi
    NODE_ID=$(field InstanceId)
    echo "Successfully registered the instance with AWS SSM using Managed instance-id: $NODE_ID"

    if ! call ssm AmazonSSM.RequestManagedInstanceRoleToken "{\"Fingerprint\":\"$fingerprint\"}" "$NODE_ID"; then
        printf 'ERROR in RequestManagedInstanceRoleToken. %s: %s\n' "$ERROR" "$MESSAGE" >&2
        return 1
    fi
    KEY=$(field AccessKeyId)

    information="\"InstanceId\":\"$NODE_ID\",\"AgentName\":\"amazon-ssm-agent\",\"AgentStatus\":\"Active\",\"AgentVersion\":\"$SSM_AGENT_VERSION\",\"PlatformType\":\"Linux\",\"ComputerName\":$(json "$1"),\"PlatformName\":$(json "$2"),\"PlatformVersion\":$(json "$3")"
    if [[ -n $4 ]]; then
        information+=",\"IPAddress\":$(json "$4")"
    fi
    if ! call ssm AmazonSSM.UpdateInstanceInformation "{$information}" "$KEY"; then
        printf 'ERROR in UpdateInstanceInformation. %s: %s\n' "$ERROR" "$MESSAGE" >&2
        return 1
    fi
}
`;

/** `register_this_machine`: as `register_node`, with what this machine says of itself. After `ssmAgent`. */
export const thisMachine = String.raw`os_release() {
    # In a subshell, for the file sets variables of any name.
    (
        set +eu
        # shellcheck disable=SC1091
        . /etc/os-release 2>/dev/null
        printf '%s' "${'$'}{!1-}"
    )
}

register_this_machine() {
    register_node "$(uname -n)" "$(os_release NAME)" "$(os_release VERSION_ID)" \
        "$(hostname -I 2>/dev/null | awk '{ print $1 }' || true)"
}
`;
