import { calls, ssmAgent, standInScript, thisMachine } from './script.ts';
import type { Place } from './script.ts';

/**
 * A stand-in for `nodeadm`: `install` and `init` with credentials from SSM. It does what AWS sees of a hybrid node that
 * comes: a managed node, which the tag of its activation makes one of the cluster. Source: github.com/aws/eks-hybrid.
 *
 * @param eksVersions the patch versions that there are: `1.35.6`
 */
export function nodeadmScript(place: Place, eksVersions: readonly string[]): string {
  return standInScript({
    ...place,
    of: 'nodeadm',
    values: { EKS_VERSIONS: eksVersions.join(' ') },
    parts: [calls, ssmAgent, thisMachine, reports, install, nodeConfig, init, main],
  });
}

const reports = String.raw`info() { printf '{"level":"info","msg":%s}\n' "$(json "$1")" >&2; }
fail() {
    printf '{"level":"fatal","msg":"Command failed","error":%s}\n' "$(json "$1")" >&2
    exit 1
}
# What is typed wrong ends with help.
usage() {
    printf '%s\nUse: nodeadm install VERSION --credential-provider ssm [--region REGION] [--containerd-source SOURCE]\n     nodeadm init --config-source file://FILE\n' "$1" >&2
    exit 2
}
`;

const install = String.raw`# What init finds installed.
TRACKER=$0.tracker

install() {
    local wanted='' provider='' source=distro version
    while [[ $# -gt 0 ]]; do
        case "$1" in
        --credential-provider | -p | --region | -r | --containerd-source | -s)
            if [[ $# -lt 2 ]]; then usage "Expected a following arg for flag $1, but it did not exist."; fi
            case "$1" in
            --credential-provider | -p) provider=$2 ;;
            --containerd-source | -s) source=$2 ;;
            esac
            shift 2
            ;;
        -*) usage "Unknown arguments supplied: $1" ;;
        *)
            if [[ -n $wanted ]]; then usage "Unexpected argument: $1"; fi
            wanted=$1
            shift
            ;;
        esac
    done
    if [[ -z $wanted ]]; then usage 'Required global subcommand positional KUBERNETES_VERSION not found.'; fi
    case "$provider" in
    ssm) ;;
    '') usage '--credential-provider is a required flag. Allowed values are ssm & iam-ra' ;;
    iam-ra) fail 'The demo account has no IAM Roles Anywhere.' ;;
    *) fail "invalid credential process provided. Valid options are ssm and iam-ra" ;;
    esac
    case "$source" in
    none | distro | docker) ;;
    *) fail "invalid containerd source $source. Valid options are none, distro and docker" ;;
    esac
    info 'Validating Kubernetes version'
    for version in $EKS_VERSIONS; do
        if [[ $version == "$wanted" || $version == "$wanted".* ]]; then
            printf '%s\n' "$version" >"$TRACKER"
            info "Using Kubernetes version $version. Nothing is installed: this is the stand-in of the demo account."
            return
        fi
    done
    fail "no version of Kubernetes that Amazon EKS has for hybrid nodes matches $wanted"
}
`;

const nodeConfig = String.raw`# append_character CODE: to TEXT, as UTF-8.
append_character() {
    local code=$(($1)) bytes character
    # NUL, and what is only half of a pair, is no character that a value could have.
    if ((code == 0 || (code >= 0xD800 && code < 0xE000))); then return 1; fi
    if ((code < 0x80)); then
        printf -v bytes '\\x%02x' "$code"
    elif ((code < 0x800)); then
        printf -v bytes '\\x%02x' $((0xC0 | code >> 6)) $((0x80 | code & 0x3F))
    else
        printf -v bytes '\\x%02x' $((0xE0 | code >> 12)) $((0x80 | code >> 6 & 0x3F)) $((0x80 | code & 0x3F))
    fi
    printf -v character '%b' "$bytes"
    TEXT+=$character
}

# read_text SCALAR: sets TEXT to what a YAML scalar on one line stands for, plain or between double quotes.
read_text() {
    local rest=$1 escape
    TEXT=''
    if [[ $rest != '"'* ]]; then
        # Other quotes, and what means something else in YAML, are not read here.
        if [[ $rest == [\'\&\*\!\|\>%@\[\{]* || $rest == *': '* || $rest == *' #'* ]]; then return 1; fi
        TEXT=$rest
        return
    fi
    if [[ $rest != '"'*'"' || $rest == '"' ]]; then return 1; fi
    rest=${'$'}{rest#'"'}
    rest=${'$'}{rest%'"'}
    while [[ $rest == *\\* ]]; do
        if [[ ${'$'}{rest%%\\*} == *'"'* ]]; then return 1; fi
        TEXT+=${'$'}{rest%%\\*}
        rest=${'$'}{rest#*\\}
        escape=${'$'}{rest:0:1}
        rest=${'$'}{rest:1}
        case "$escape" in
        '"' | \\ | /) TEXT+=$escape ;;
        b) TEXT+=$'\b' ;;
        f) TEXT+=$'\f' ;;
        n) TEXT+=$'\n' ;;
        r) TEXT+=$'\r' ;;
        t) TEXT+=$'\t' ;;
        u)
            if [[ ${'$'}{rest:0:4} != [0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f] ]]; then return 1; fi
            append_character "0x${'$'}{rest:0:4}" || return 1
            rest=${'$'}{rest:4}
            ;;
        *) return 1 ;;
        esac
    done
    if [[ $rest == *'"'* ]]; then return 1; fi
    TEXT+=$rest
}

# read_config FILE: a NodeConfig in block style, as AWS's documentation has it.
read_config() {
    local line depth key scalar path blank='^[[:space:]]*(#.*)?$' pattern='^(( {2})*)([A-Za-z]+):( (.*))?$'
    local -a keys=()
    CLUSTER='' REGION='' ACTIVATION_CODE='' ACTIVATION_ID=''
    if [[ ! -r $1 ]]; then fail "open $1: no such file or directory"; fi
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ $line =~ $blank ]]; then continue; fi
        if ! [[ $line =~ $pattern ]]; then fail 'the NodeConfig is not in a form that the stand-in reads'; fi
        depth=$((${'$'}{#BASH_REMATCH[1]} / 2))
        key=${'$'}{BASH_REMATCH[3]}
        scalar=${'$'}{BASH_REMATCH[5]}
        keys[depth]=$key
        path=$(IFS=. && printf '%s' "${'$'}{keys[*]:0:depth + 1}")
        if ! read_text "$scalar"; then fail "the value of $path is not in a form that the stand-in reads"; fi
        case "$path" in
        apiVersion)
            if [[ $TEXT != node.eks.aws/v1alpha1 ]]; then fail "no kind \"NodeConfig\" is registered for version \"$TEXT\""; fi
            ;;
        kind)
            if [[ $TEXT != NodeConfig ]]; then fail "no kind \"$TEXT\" is registered for version \"node.eks.aws/v1alpha1\""; fi
            ;;
        spec | spec.cluster | spec.hybrid | spec.hybrid.ssm) ;;
        spec.cluster.name) CLUSTER=$TEXT ;;
        spec.cluster.region) REGION=$TEXT ;;
        spec.hybrid.ssm.activationCode) ACTIVATION_CODE=$TEXT ;;
        spec.hybrid.ssm.activationId) ACTIVATION_ID=$TEXT ;;
        *) fail "strict decoding error: unknown field \"$path\"" ;;
        esac
    done <"$1"
    if [[ -z $CLUSTER ]]; then fail 'Name is missing in cluster configuration'; fi
    if [[ -z $REGION ]]; then fail 'Region is missing in cluster configuration'; fi
    if [[ -z $ACTIVATION_CODE ]]; then fail 'ActivationCode is missing in hybrid ssm configuration'; fi
    if [[ -z $ACTIVATION_ID ]]; then fail 'ActivationID is missing in hybrid ssm configuration'; fi
}
`;

const init = String.raw`# By the role of the node, which is registered by then.
check_cluster() {
    local status version kubelet
    if ! [[ $CLUSTER =~ ^[0-9A-Za-z][0-9A-Za-z_-]*$ ]]; then fail "ResourceNotFoundException: No cluster found for name: $CLUSTER."; fi
    ask eks "$KEY" '' "$ENDPOINT/clusters/$CLUSTER"
    if ! status=$(field status); then fail "operation error EKS: DescribeCluster: $(field message || true)"; fi
    if [[ $status != ACTIVE ]]; then fail 'eks cluster is not active'; fi
    if [[ $ANSWER != *'"remoteNetworkConfig":{'* ]]; then
        fail 'eks cluster does not have remoteNetworkConfig enabled, which is required for Hybrid Nodes'
    fi
    version=$(field version)
    kubelet=$(<"$TRACKER")
    kubelet=${'$'}{kubelet%.*}
    if ((${'$'}{kubelet#1.} > ${'$'}{version#1.})); then
        fail "kubelet version v$kubelet is newer than kube-apiserver version $version"
    fi
    if ((${'$'}{version#1.} - ${'$'}{kubelet#1.} > 3)); then
        fail "kubelet version v$kubelet is too old for kube-apiserver version $version; maximum supported version skew is 3 minor versions"
    fi
}

init() {
    local config=''
    while [[ $# -gt 0 ]]; do
        case "$1" in
        --config-source | -c)
            if [[ $# -lt 2 ]]; then usage "Expected a following arg for flag $1, but it did not exist."; fi
            config=$2
            shift 2
            ;;
        *) usage "Unknown arguments supplied: $1" ;;
        esac
    done
    case "$config" in
    file://*) ;;
    '') usage '--config-source is a required flag. The format is a URI with supported schemes: [file, imds].' ;;
    *) fail "the stand-in reads a NodeConfig from a file only, not from $config" ;;
    esac
    if [[ ! -e $TRACKER ]]; then
        info 'Nodeadm components are not installed. Please run "nodeadm install" before running init'
        return
    fi
    info 'Validating configuration...'
    read_config "${'$'}{config#file://}"
    if [[ $REGION != "$DEMO_REGION" ]]; then
        fail "The demo account is in Region $DEMO_REGION; the activation is not valid in $REGION."
    fi
    info 'Registering with AWS Systems Manager...'
    if ! register_this_machine; then fail 'SSM registration failed'; fi
    info 'Enriching configuration...'
    check_cluster
    info "This machine is the hybrid node $NODE_ID. Nothing is started: this is the stand-in of the demo account."
}
`;

const main = String.raw`case "${'$'}{1-}" in
install | init)
    command=$1
    shift
    "$command" "$@"
    ;;
*) usage "Unknown subcommand: ${'$'}{1-}" ;;
esac
`;
