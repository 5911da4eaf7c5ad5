import { boardAttribute } from '../core/fleet/machine.ts';
import { externalAgentAttributes } from './worlds/agentAttributes.ts';
import { agentVersion } from './worlds/ecs.ts';
import { ssmAgentVersion } from './worlds/nodes.ts';

/** Where the account serves it, under the name that AWS's bucket has for its own. */
export const installerPath = '/ecs-anywhere-install-latest.sh';

/**
 * A stand-in for AWS's `ecs-anywhere-install.sh`: it takes the same options, installs nothing, changes nothing, needs
 * no root, and registers the machine it runs on with the demo account, by the calls that the agents make.
 *
 * Values come from command lines, so they may hold anything; they reach the account unchanged. Only bash, curl and
 * POSIX tools are used.
 */
export function installerScript(endpoint: string, region: string): string {
  return [
    '#!/bin/bash',
    '# The stand-in of the demo account for the Amazon ECS Anywhere install script. It installs nothing.',
    'set -euo pipefail',
    '# Text is passed on byte by byte.',
    'export LC_ALL=C',
    '',
    `ENDPOINT='${endpoint}'`,
    `DEMO_REGION='${region}'`,
    `ECS_AGENT_VERSION='${agentVersion}'`,
    `SSM_AGENT_VERSION='${ssmAgentVersion}'`,
    `BOARD_ATTRIBUTE='${boardAttribute}'`,
    '# What the ECS agent advertises in external mode.',
    `CAPABILITIES='${JSON.stringify(capabilities()).slice(1, -1)}'`,
    '',
    options,
    machine,
    calls,
    registration,
  ].join('\n');
}

/** All but those that tell of the machine. */
function capabilities(): { name: string; value?: string }[] {
  return [...externalAgentAttributes('arm64')]
    .filter(([name]) => name !== 'ecs.cpu-architecture')
    .map(([name, value]) => (value === undefined ? { name } : { name, value }));
}

const options = String.raw`fail() {
    printf '\n\033[0;31mInstallation Failed\033[0m\n'
    exit 1
}

check_value() {
    if [[ $2 == --* ]]; then
        printf 'Option %s was passed an invalid value: %s. Perhaps you passed in an empty env var?\n' "$1" "$2"
        fail
    fi
}

usage() {
    cat <<'USAGE'
The demo account's stand-in for the Amazon ECS Anywhere install script. It registers this machine with the demo
account on this computer, and changes nothing.

  --region string           (required)
  --activation-id string    (required)
  --activation-code string  (required)
  --cluster string          default: default
Taken and left alone: --docker-install-source, --ecs-version, --ecs-endpoint, --deb-url, --rpm-url, --certs-file,
--ip-compatibility, --enable-gpu, --no-start, --skip-gpg-check. --skip-registration needs a real SSM agent.
USAGE
}

REGION=''
ACTIVATION_ID=''
ACTIVATION_CODE=''
ECS_CLUSTER='default'
SKIP_REGISTRATION=false

while [[ $# -gt 0 ]]; do
    case "$1" in
    --help)
        usage
        exit 0
        ;;
    --region | --cluster | --activation-id | --activation-code | --docker-install-source | --ecs-version | \
        --ecs-endpoint | --deb-url | --rpm-url | --certs-file | --ip-compatibility)
        if [[ $# -lt 2 ]]; then
            printf 'Option %s needs a value.\n' "$1"
            fail
        fi
        check_value "$1" "$2"
        case "$1" in
        --region) REGION=$2 ;;
        --cluster) ECS_CLUSTER=$2 ;;
        --activation-id) ACTIVATION_ID=$2 ;;
        --activation-code) ACTIVATION_CODE=$2 ;;
        --ip-compatibility)
            if [[ $2 != ipv4 && $2 != ipv6 ]]; then
                printf "Invalid value for --ip-compatibility: %s. Must be 'ipv4' or 'ipv6'.\n" "$2"
                fail
            fi
            ;;
        esac
        shift 2
        ;;
    --skip-registration)
        SKIP_REGISTRATION=true
        shift
        ;;
    --enable-gpu | --no-start | --skip-gpg-check)
        shift
        ;;
    '')
        # So does the original: what follows an empty argument is not read.
        break
        ;;
    *)
        printf 'invalid option: [%s]\n' "$1"
        fail
        ;;
    esac
done

if [[ -z $REGION ]]; then
    echo '--region is required'
    fail
fi
if $SKIP_REGISTRATION; then
    echo '--skip-registration flag specified but the SSM agent service is not running.'
    echo 'a running SSM agent service is required for ECS Anywhere.'
    fail
fi
if [[ -z $ACTIVATION_ID || -z $ACTIVATION_CODE ]]; then
    echo 'Both --activation-id and --activation-code are required unless --skip-registration is specified.'
    fail
fi
if [[ -z $ECS_CLUSTER ]]; then
    ECS_CLUSTER='default'
fi
if [[ $REGION != "$DEMO_REGION" ]]; then
    printf 'The demo account is in Region %s; the activation is not valid in %s.\n' "$DEMO_REGION" "$REGION"
    fail
fi
if ! command -v curl >/dev/null 2>&1; then
    echo 'curl is needed, and was not found.'
    fail
fi
`;

const machine = String.raw`case "$(uname -m)" in
x86_64) ARCHITECTURE='x86_64' ;;
aarch64) ARCHITECTURE='arm64' ;;
*)
    printf 'Unsupported architecture: %s\n' "$(uname -m)"
    fail
    ;;
esac

os_release() {
    # In a subshell, for the file sets variables of any name.
    (
        set +eu
        # shellcheck disable=SC1091
        . /etc/os-release 2>/dev/null
        printf '%s' "${'$'}{!1-}"
    )
}

HOST_NAME=$(uname -n)
PLATFORM_NAME=$(os_release NAME)
PLATFORM_VERSION=$(os_release VERSION_ID)
CPUS=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
MEMORY_MIB=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
ADDRESS=$(hostname -I 2>/dev/null | awk '{ print $1 }' || true)
BOARD=''
if [[ -r /proc/device-tree/model ]]; then
    BOARD=$(tr -d '\0' </proc/device-tree/model)
fi
`;

const calls = String.raw`# Any text as a JSON string.
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

# call SERVICE TARGET BODY [KEY]: leaves the answer in ANSWER. The body goes through a pipe, for the arguments of a
# process can be read by everybody on the machine. The demo account checks no signatures, so there is none.
call() {
    local -a headers=(--header 'Content-Type: application/x-amz-json-1.1' --header "X-Amz-Target: $2")
    if [[ -n ${'$'}{4-} ]]; then
        local scope
        scope="$4/$(date -u +%Y%m%d)/$REGION/$1/aws4_request"
        headers+=(--header "Authorization: AWS4-HMAC-SHA256 Credential=$scope, SignedHeaders=host, Signature=none")
    fi
    if ! ANSWER=$(printf '%s' "$3" | curl --silent --show-error --noproxy '*' --max-time 60 "${'$'}{headers[@]}" \
        --data-binary @- "$ENDPOINT/"); then
        echo 'The demo account does not answer. Is the window that started it still open?'
        fail
    fi
    ERROR=$(field __type || true)
    MESSAGE=$(field message || true)
    [[ -z $ERROR ]]
}
`;

const registration = String.raw`echo "This is the demo account's stand-in for the Amazon ECS Anywhere install script."
echo "It registers this machine with the demo account at $ENDPOINT, and changes nothing on it."

printf '\n##########################\n# Trying to register with the SSM agent\047s calls ...\n\n'
# A key's length of bytes: nobody checks signatures here.
PUBLIC_KEY=$(head -c 294 /dev/urandom | base64 | tr -d '\n')
FINGERPRINT=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || date +%s)
if ! call ssm AmazonSSM.RegisterManagedInstance "{\"ActivationId\":$(json "$ACTIVATION_ID"),\"ActivationCode\":$(json "$ACTIVATION_CODE"),\"PublicKey\":\"$PUBLIC_KEY\",\"PublicKeyType\":\"Rsa\",\"Fingerprint\":\"$FINGERPRINT\"}"; then
    printf 'ERROR Registration failed due to error registering the instance with AWS SSM. %s: %s\n' "$ERROR" "$MESSAGE"
    fail
fi
NODE_ID=$(field InstanceId)
echo "Successfully registered the instance with AWS SSM using Managed instance-id: $NODE_ID"

if ! call ssm AmazonSSM.RequestManagedInstanceRoleToken "{\"Fingerprint\":\"$FINGERPRINT\"}" "$NODE_ID"; then
    printf 'ERROR in RequestManagedInstanceRoleToken. %s: %s\n' "$ERROR" "$MESSAGE"
    fail
fi
KEY=$(field AccessKeyId)

INFORMATION="\"InstanceId\":\"$NODE_ID\",\"AgentName\":\"amazon-ssm-agent\",\"AgentStatus\":\"Active\",\"AgentVersion\":\"$SSM_AGENT_VERSION\",\"PlatformType\":\"Linux\",\"ComputerName\":$(json "$HOST_NAME"),\"PlatformName\":$(json "$PLATFORM_NAME"),\"PlatformVersion\":$(json "$PLATFORM_VERSION")"
if [[ -n $ADDRESS ]]; then
    INFORMATION+=",\"IPAddress\":$(json "$ADDRESS")"
fi
if ! call ssm AmazonSSM.UpdateInstanceInformation "{$INFORMATION}" "$KEY"; then
    printf 'ERROR in UpdateInstanceInformation. %s: %s\n' "$ERROR" "$MESSAGE"
    fail
fi
printf '\n# ok\n##########################\n'

printf '\n##########################\n# Trying to wait for ECS agent to start ...\n\n'
ATTRIBUTES="$CAPABILITIES,{\"name\":\"ecs.cpu-architecture\",\"value\":\"$ARCHITECTURE\"}"
if [[ -n $BOARD ]]; then
    ATTRIBUTES+=",{\"name\":\"$BOARD_ATTRIBUTE\",\"value\":$(json "$BOARD")}"
fi
RESOURCES="{\"name\":\"CPU\",\"type\":\"INTEGER\",\"integerValue\":$((CPUS * 1024))},{\"name\":\"MEMORY\",\"type\":\"INTEGER\",\"integerValue\":${'$'}{MEMORY_MIB:-1024}},{\"name\":\"PORTS\",\"type\":\"STRINGSET\",\"stringSetValue\":[\"22\",\"2375\",\"2376\",\"51678\",\"51679\"]},{\"name\":\"PORTS_UDP\",\"type\":\"STRINGSET\",\"stringSetValue\":[]}"
if ! call ecs AmazonEC2ContainerServiceV20141113.RegisterContainerInstance "{\"cluster\":$(json "$ECS_CLUSTER"),\"instanceIdentityDocument\":\"\",\"instanceIdentityDocumentSignature\":\"\",\"versionInfo\":{\"agentVersion\":\"$ECS_AGENT_VERSION\",\"agentHash\":\"8dfceca6\",\"dockerVersion\":\"DockerVersion: none\"},\"attributes\":[$ATTRIBUTES],\"totalResources\":[$RESOURCES]}" "$KEY"; then
    printf 'level=error msg="Unable to register as a container instance with ECS" error="%s: %s"\n' "$ERROR" "$MESSAGE"
    echo 'Timed out waiting for ECS Agent to start. Please check logs at /var/log/ecs/ecs-agent.log and follow troubleshooting documentation at https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting.html'
    fail
fi
echo "Ping ECS Agent registered successfully! Container instance arn: \"$(field containerInstanceArn)\""
`;
