import { boardAttribute } from '../../core/fleet/machine.ts';
import { externalAgentAttributes } from '../worlds/agentAttributes.ts';
import { agentVersion } from '../worlds/ecs.ts';
import { calls, ssmAgent, standInScript, thisMachine } from './script.ts';
import type { Place } from './script.ts';

/** A stand-in for AWS's `ecs-anywhere-install.sh`. */
export function installerScript(place: Place): string {
  return standInScript({
    ...place,
    of: 'the Amazon ECS Anywhere install script',
    values: {
      ECS_AGENT_VERSION: agentVersion,
      BOARD_ATTRIBUTE: boardAttribute,
      // What the ECS agent advertises in external mode.
      CAPABILITIES: JSON.stringify(capabilities()).slice(1, -1),
    },
    parts: [options, machine, calls, ssmAgent, thisMachine, settings, registration],
  });
}

/** All but those that tell of the machine. */
function capabilities(): { name: string; value?: string }[] {
  return [...externalAgentAttributes('arm64')]
    .filter(([name]) => name !== 'ecs.cpu-architecture')
    .map(([name, value]) => (value === undefined ? { name } : { name, value }));
}

const options = String.raw`fail() {
    if [[ $# -gt 0 ]]; then echo "$1"; fi
    printf '\n\033[0;31mInstallation Failed\033[0m\n'
    exit 1
}

check_value() {
    if [[ $2 == --* ]]; then
        fail "Option $1 was passed an invalid value: $2. Perhaps you passed in an empty env var?"
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
Attributes and tags come from the environment, where the ECS agent has them from its settings:
ECS_INSTANCE_ATTRIBUTES and ECS_CONTAINER_INSTANCE_TAGS, JSON objects of strings.
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
        if [[ $# -lt 2 ]]; then fail "Option $1 needs a value."; fi
        check_value "$1" "$2"
        case "$1" in
        --region) REGION=$2 ;;
        --cluster) ECS_CLUSTER=$2 ;;
        --activation-id) ACTIVATION_ID=$2 ;;
        --activation-code) ACTIVATION_CODE=$2 ;;
        --ip-compatibility)
            if [[ $2 != ipv4 && $2 != ipv6 ]]; then
                fail "Invalid value for --ip-compatibility: $2. Must be 'ipv4' or 'ipv6'."
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
        fail "invalid option: [$1]"
        ;;
    esac
done

if [[ -z $REGION ]]; then
    fail '--region is required'
fi
if $SKIP_REGISTRATION; then
    echo '--skip-registration flag specified but the SSM agent service is not running.'
    fail 'a running SSM agent service is required for ECS Anywhere.'
fi
if [[ -z $ACTIVATION_ID || -z $ACTIVATION_CODE ]]; then
    fail 'Both --activation-id and --activation-code are required unless --skip-registration is specified.'
fi
if [[ -z $ECS_CLUSTER ]]; then
    ECS_CLUSTER='default'
fi
if [[ $REGION != "$DEMO_REGION" ]]; then
    fail "The demo account is in Region $DEMO_REGION; the activation is not valid in $REGION."
fi
if ! command -v curl >/dev/null 2>&1; then
    fail 'curl is needed, and was not found.'
fi
`;

const machine = String.raw`case "$(uname -m)" in
x86_64) ARCHITECTURE='x86_64' ;;
aarch64 | arm64) ARCHITECTURE='arm64' ;;
*) fail "Unsupported architecture: $(uname -m)" ;;
esac
CPUS=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
MEMORY_MIB=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
BOARD=''
if [[ -r /proc/device-tree/model ]]; then
    BOARD=$(tr -d '\0' </proc/device-tree/model)
fi
`;

const settings = String.raw`# read_members NAME KEY VALUE: turns a variable of the environment, a JSON object of strings, into members of a list,
# ',{"KEY":…,"VALUE":…}' each, in MEMBERS. What stands between the quotes is taken as it is.
read_members() {
    local rest=${'$'}{!1:-'{}'} string='"(([^"\\]|\\.)*)"' pattern
    pattern="^[[:space:]]*${'$'}{string}[[:space:]]*:[[:space:]]*${'$'}{string}[[:space:]]*(,|$)"
    MEMBERS=''
    if [[ $rest != '{'*'}' ]]; then fail "Invalid format for $1. Expected a json hash"; fi
    rest=${'$'}{rest#'{'}
    rest=${'$'}{rest%'}'}
    while [[ $rest == *[![:space:]]* ]]; do
        if ! [[ $rest =~ $pattern ]]; then fail "Invalid format for $1. Expected a json hash"; fi
        MEMBERS+=",{\"$2\":\"${'$'}{BASH_REMATCH[1]}\",\"$3\":\"${'$'}{BASH_REMATCH[3]}\"}"
        rest=${'$'}{rest:${'$'}{#BASH_REMATCH}}
    done
}
`;

const registration = String.raw`echo "This is the demo account's stand-in for the Amazon ECS Anywhere install script."
echo "It registers this machine with the demo account at $ENDPOINT, and changes nothing on it."

printf '\n##########################\n# Trying to register with the SSM agent\047s calls ...\n\n'
if ! register_this_machine; then fail; fi
printf '\n# ok\n##########################\n'

printf '\n##########################\n# Trying to wait for ECS agent to start ...\n\n'
read_members ECS_INSTANCE_ATTRIBUTES name value
ATTRIBUTES="$CAPABILITIES,{\"name\":\"ecs.cpu-architecture\",\"value\":\"$ARCHITECTURE\"}$MEMBERS"
# Whoever names the board has had the last word.
if [[ -n $BOARD && $MEMBERS != *"{\"name\":\"$BOARD_ATTRIBUTE\","* ]]; then
    ATTRIBUTES+=",{\"name\":\"$BOARD_ATTRIBUTE\",\"value\":$(json "$BOARD")}"
fi
read_members ECS_CONTAINER_INSTANCE_TAGS key value
RESOURCES="{\"name\":\"CPU\",\"type\":\"INTEGER\",\"integerValue\":$((CPUS * 1024))},{\"name\":\"MEMORY\",\"type\":\"INTEGER\",\"integerValue\":${'$'}{MEMORY_MIB:-1024}},{\"name\":\"PORTS\",\"type\":\"STRINGSET\",\"stringSetValue\":[\"22\",\"2375\",\"2376\",\"51678\",\"51679\"]},{\"name\":\"PORTS_UDP\",\"type\":\"STRINGSET\",\"stringSetValue\":[]}"
if ! call ecs AmazonEC2ContainerServiceV20141113.RegisterContainerInstance "{\"cluster\":$(json "$ECS_CLUSTER"),\"instanceIdentityDocument\":\"\",\"instanceIdentityDocumentSignature\":\"\",\"versionInfo\":{\"agentVersion\":\"$ECS_AGENT_VERSION\",\"agentHash\":\"8dfceca6\",\"dockerVersion\":\"DockerVersion: none\"},\"attributes\":[$ATTRIBUTES],\"tags\":[${'$'}{MEMBERS#,}],\"totalResources\":[$RESOURCES]}" "$KEY"; then
    printf 'level=error msg="Unable to register as a container instance with ECS" error="%s: %s"\n' "$ERROR" "$MESSAGE"
    fail 'Timed out waiting for ECS Agent to start. Please check logs at /var/log/ecs/ecs-agent.log and follow troubleshooting documentation at https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting.html'
fi
echo "Ping ECS Agent registered successfully! Container instance arn: \"$(field containerInstanceArn)\""
`;
