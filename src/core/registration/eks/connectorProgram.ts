import { checkCode, stopAtProblems, tell } from '../programParts.ts';

/**
 * What every script for EKS Connector does, after its values. Plain bash from 3.2 on: the machine with kubectl may be a
 * Mac. The code goes to kubectl and helm on stdin: not to a file, and not to their arguments, which all users see.
 */
const preflight = `
  force='' check_only=''
  usage() {
    printf '%s\\nOptions: --context NAME, --check-only, --force\\n' "$1" >&2
    exit 2
  }
  while [[ $# -gt 0 ]]; do
    case $1 in
      --force) force=yes ;;
      --check-only) check_only=yes ;;
      --context)
        if [[ $# -lt 2 ]]; then usage '--context wants a name'; fi
        context=$2
        shift
        ;;
      *) usage "Unknown option: $1" ;;
    esac
    shift
  done
${tell}${checkCode}
  cluster_kubectl() { kubectl --context "$context" "$@"; }

  check_tools() {
    local tool
    for tool in "$@"; do
      if ! command -v "$tool" >/dev/null; then problem "$tool is not installed here, or not on the PATH."; fi
    done
  }

  # A wrong cluster is soon connected: so the current context alone is not enough.
  check_context() {
    local known current
    known=$(kubectl config get-contexts -o name 2>/dev/null </dev/null) || known=''
    if [[ ! $context ]]; then
      current=$(kubectl config current-context 2>/dev/null </dev/null) || current=''
      problem "Which cluster is meant? The current context of kubectl is \${current:-not set}. Confirm it, or take another, with --context NAME. There are:"
      printf '%s\\n' "\${known:-none}" >&2
    elif ! grep -Fxq -e "$context" <<<"$known"; then
      problem "kubectl knows no context $(printf %q "$context"). There are:"
      printf '%s\\n' "\${known:-none}" >&2
      context=''
    else
      say "Context $(printf %q "$context"), API server $(cluster_kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}' </dev/null)"
    fi
  }

  check_nodes() {
    local nodes
    if ! nodes=$(cluster_kubectl get nodes --request-timeout=20s -o 'jsonpath={range .items[*]}{.status.nodeInfo.operatingSystem}/{.status.nodeInfo.architecture}{"\\n"}{end}' </dev/null); then
      problem 'The cluster does not answer, or does not let you list its nodes: see above. Look at the context, the network and your rights.'
      return
    fi
    if ! grep -qx linux/amd64 <<<"$nodes"; then
      problem "EKS Connector needs x86-64 Linux nodes, and this cluster has none ($(sort -u <<<"$nodes" | tr '\\n' ' ')): it would register, and never start. Add an x86-64 node."
    elif grep -qvx linux/amd64 <<<"$nodes"; then
      mixed_nodes
    fi
  }

  check_rights() {
    local answer
    answer=$(cluster_kubectl auth can-i create clusterrolebindings.rbac.authorization.k8s.io </dev/null 2>/dev/null) || true
    if [[ $answer != yes ]]; then
      problem 'You may not create ClusterRoleBindings in this cluster. Take a context of a cluster administrator.'
    fi
  }

  # The agents keep their registration in Secrets, and would go on with that one.
  check_earlier() {
    local found
    found=$(cluster_kubectl get statefulsets,secrets --namespace eks-connector -o name </dev/null 2>/dev/null | grep '/eks-connector' | tr '\\n' ' ') || found=''
    if [[ $found ]]; then
      problem "EKS Connector is, or was, installed here already: \${found% }. To start afresh, deregister the cluster in EKS and delete the namespace: kubectl delete namespace eks-connector"
    fi
  }

  # From here; it is the cluster's nodes that need the way.
  check_network() {
    local host
    if ! command -v curl >/dev/null; then return; fi
    for host in "ssm.$region.$dns_suffix" "ssmmessages.$region.$dns_suffix"; do
      if ! curl --silent --output /dev/null --connect-timeout 10 --max-time 20 "https://$host/"; then
        note "https://$host can't be reached from here. The nodes of the cluster must reach it."
      fi
    done
  }

  check_cluster() {
    if ! command -v kubectl >/dev/null; then return; fi
    check_context
    if [[ ! $context ]]; then return; fi
    check_nodes
    check_rights
    check_earlier
  }

  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  say "Connects a Kubernetes cluster to Amazon EKS as $(printf %q "$cluster") in $region."
`;

const gate = `
  check_cluster
  check_network
${stopAtProblems}
  if [[ ! $context ]]; then
    say 'STOPPED: nothing was changed. Without a context it is not known which cluster to connect, also with --force.' >&2
    exit 1
  fi
`;

const verification = `
  say 'Waits until EKS Connector runs, for three minutes at most.'
  if ! cluster_kubectl rollout status statefulset/eks-connector --namespace eks-connector --timeout=180s </dev/null; then
    say 'FAILED: EKS Connector is installed, but does not run. The activation may be used up. Look why:' >&2
    say '  kubectl get pods --namespace eks-connector' >&2
    say '  kubectl logs --namespace eks-connector eks-connector-0 --container connector-init' >&2
    exit 1
  fi
  say "DONE: EKS Connector runs. The cluster becomes ACTIVE in EKS, and appears in VS Code, within minutes."
  say 'To look at its objects in the AWS console, an IAM principal needs a ClusterRoleBinding: see "Grant access to view Kubernetes cluster resources" in the EKS user guide.'
`;

const fetchManifest = `
  fetch() {
    curl --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 600 -o "$2" "$1"
  }
`;

/** The demo account brings a kubectl of its own along: whoever explores it need not have a cluster. */
const demoTools = `
  check_network() { :; }
  fetch() { curl --proto '=http' --noproxy '*' --globoff -fsS --max-time 60 -o "$2" "$1"; }
  if command -v curl >/dev/null; then
    if ! fetch "\${manifest_url%/*}/kubectl" "$work/kubectl"; then
      say 'FAILED: the demo account does not answer. Is the window that started it still open?' >&2
      exit 1
    fi
    kubectl() { bash "$work/kubectl" "$@"; }
  fi
`;

const manifestProgram = (tools: string): string => `${preflight}
  mixed_nodes() {
    note 'Not all nodes of this cluster are x86-64 Linux, and the manifest does not choose: if a pod of eks-connector does not start, cordon the others and delete the pod, or use the helm form, which chooses.'
  }
${tools}
  check_code
  check_tools kubectl curl
${gate}
  say "Fetches $manifest_url"
  if ! fetch "$manifest_url" "$work/eks-connector.yaml"; then
    say 'FAILED: the manifest could not be fetched. Nothing was changed. Check the network and the firewall.' >&2
    exit 1
  fi
  manifest=$(<"$work/eks-connector.yaml")
  for placeholder in %AWS_REGION% %EKS_ACTIVATION_ID% %EKS_ACTIVATION_CODE%; do
    if [[ $manifest != *"$placeholder"* ]]; then
      say "FAILED: what came is not the manifest of EKS Connector: it lacks $placeholder. Nothing was changed. Is there a sign-in page or a filter in the network?" >&2
      exit 1
    fi
  done
  # None of these holds a character that means something in a replacement.
  manifest=\${manifest//%AWS_REGION%/$region}
  manifest=\${manifest//%EKS_ACTIVATION_ID%/$activation_id}
  manifest=\${manifest//%EKS_ACTIVATION_CODE%/$code_base64}
  if ! printf '%s\\n' "$manifest" | cluster_kubectl apply --filename -; then
    say 'FAILED: kubectl could not apply all of the manifest; what it said stands above. To start afresh: kubectl delete namespace eks-connector' >&2
    exit 1
  fi
${verification}`;

export const manifestConnectorProgram = manifestProgram(fetchManifest);

/** With what the demo account has in place of a cluster. */
export const demoConnectorProgram = manifestProgram(demoTools);

export const helmConnectorProgram = `${preflight}
  mixed_nodes() { note 'Not all nodes of this cluster are x86-64 Linux: EKS Connector is told to run on those that are.'; }

  check_code
  check_tools kubectl helm
${gate}
  say "Fetches $chart"
  # By itself, so that nothing is changed if it fails.
  if ! helm pull "$chart" --destination "$work" </dev/null 2>"$work/said"; then
    cat "$work/said" >&2
    say 'FAILED: the chart could not be fetched. Nothing was changed.' >&2
    if grep -qi '403\\|forbidden\\|denied' "$work/said"; then
      say 'An old sign-in to the registry gets in the way. Sign out, and try again: docker logout public.ecr.aws; helm registry logout public.ecr.aws' >&2
    fi
    exit 1
  fi
  packages=("$work"/*.tgz)
  if ! printf '%s' "$chart_values" | helm install eks-connector "\${packages[0]}" --kube-context "$context" --namespace eks-connector --create-namespace --values -; then
    say 'FAILED: helm could not install EKS Connector; what it said stands above. To start afresh: helm uninstall eks-connector --namespace eks-connector; kubectl delete namespace eks-connector' >&2
    exit 1
  fi
${verification}`;
