#!/usr/bin/env bash
# Connects a Kubernetes cluster to Amazon EKS (EKS Connector), where its objects can then be looked at.
#
#   Name in EKS  it's "$(touch pwned)" `touch pwned` ${HOME} main; exit 👩‍🚀 \
#   Region       eu-central-1
#   Activation   7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid        until 2026-11-23 14:05 UTC, once
#   Context      arn:aws:eks:eu-central-1:123456789012:cluster/it's "$(touch pwned)" \
#   Installs     AWS's chart of EKS Connector, with helm: oci://public.ecr.aws/eks-connector/eks-connector-chart
#
# THIS FILE HOLDS A SECRET, the activation code: until then, whoever has it can register a machine with
# your account. Do not share it, do not commit it, and delete it when it has done its work.
#
# Run it where kubectl reaches the cluster as an administrator: bash FILE
#   --context NAME  the context of kubectl: which cluster to connect
#   --check-only    only tells what stands in the way, and changes nothing
#   --force         goes on despite problems

main() {
  set -euo pipefail

  cluster='it'\''s "$(touch pwned)" `touch pwned` ${HOME}
main; exit 👩‍🚀 \'
  region='eu-central-1'
  dns_suffix='amazonaws.com'
  context='arn:aws:eks:eu-central-1:123456789012:cluster/it'\''s "$(touch pwned)" \'
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  chart_values='{"eks":{"activationCode":"--'\''+/=\"$(touch pwned)\",x\\ # {{ x }}: \u001b[31m%AWS_REGION%&","activationId":"7f3c0a52-1b2c-4d3e-8f90-123456789abc","agentRegion":"eu-central-1"},"deploy":{"podLabelSelector":{"kubernetes.io/arch":"amd64"}}}'
  chart='oci://public.ecr.aws/eks-connector/eks-connector-chart'

  force='' check_only=''
  usage() {
    printf '%s\nOptions: --context NAME, --check-only, --force\n' "$1" >&2
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

  problems=0
  say() { printf '%s\n' "$*"; }
  note() { say "Note: $*"; }
  problem() {
    problems=$((problems + 1))
    say "PROBLEM: $*" >&2
  }

  check_code() {
    if [[ $(date +%s) -ge $expires_at ]]; then
      problem "The activation code ran out at $expires_text, or this machine's clock is wrong: it says $(date -u '+%Y-%m-%d %H:%M UTC'). Register anew, or set the clock."
    fi
  }

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
      problem "Which cluster is meant? The current context of kubectl is ${current:-not set}. Confirm it, or take another, with --context NAME. There are:"
      printf '%s\n' "${known:-none}" >&2
    elif ! grep -Fxq -e "$context" <<<"$known"; then
      problem "kubectl knows no context $(printf %q "$context"). There are:"
      printf '%s\n' "${known:-none}" >&2
      context=''
    else
      say "Context $(printf %q "$context"), API server $(cluster_kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}' </dev/null)"
    fi
  }

  check_nodes() {
    local nodes
    if ! nodes=$(cluster_kubectl get nodes --request-timeout=20s -o 'jsonpath={range .items[*]}{.status.nodeInfo.operatingSystem}/{.status.nodeInfo.architecture}{"\n"}{end}' </dev/null); then
      problem 'The cluster does not answer, or does not let you list its nodes: see above. Look at the context, the network and your rights.'
      return
    fi
    if ! grep -qx linux/amd64 <<<"$nodes"; then
      problem "EKS Connector needs x86-64 Linux nodes, and this cluster has none ($(sort -u <<<"$nodes" | tr '\n' ' ')): it would register, and never start. Add an x86-64 node."
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
    found=$(cluster_kubectl get statefulsets,secrets --namespace eks-connector -o name </dev/null 2>/dev/null | grep '/eks-connector' | tr '\n' ' ') || found=''
    if [[ $found ]]; then
      problem "EKS Connector is, or was, installed here already: ${found% }. To start afresh, deregister the cluster in EKS and delete the namespace: kubectl delete namespace eks-connector"
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

  mixed_nodes() { note 'Not all nodes of this cluster are x86-64 Linux: EKS Connector is told to run on those that are.'; }

  check_code
  check_tools kubectl helm

  check_cluster
  check_network

  if [[ $check_only ]]; then
    say "Checked only; nothing was changed. Problems: $problems."
    if [[ $problems -gt 0 ]]; then exit 1; fi
    exit 0
  fi
  if [[ $problems -gt 0 ]]; then
    if [[ ! $force ]]; then
      say 'STOPPED: nothing was changed, and no registration was used up. Solve the problems above, or go on despite them with --force.' >&2
      exit 1
    fi
    say 'Goes on despite the problems above (--force).'
  fi

  if [[ ! $context ]]; then
    say 'STOPPED: nothing was changed. Without a context it is not known which cluster to connect, also with --force.' >&2
    exit 1
  fi

  say "Fetches $chart"
  # By itself, so that nothing is changed if it fails.
  if ! helm pull "$chart" --destination "$work" </dev/null 2>"$work/said"; then
    cat "$work/said" >&2
    say 'FAILED: the chart could not be fetched. Nothing was changed.' >&2
    if grep -qi '403\|forbidden\|denied' "$work/said"; then
      say 'An old sign-in to the registry gets in the way. Sign out, and try again: docker logout public.ecr.aws; helm registry logout public.ecr.aws' >&2
    fi
    exit 1
  fi
  packages=("$work"/*.tgz)
  if ! printf '%s' "$chart_values" | helm install eks-connector "${packages[0]}" --kube-context "$context" --namespace eks-connector --create-namespace --values -; then
    say 'FAILED: helm could not install EKS Connector; what it said stands above. To start afresh: helm uninstall eks-connector --namespace eks-connector; kubectl delete namespace eks-connector' >&2
    exit 1
  fi

  say 'Waits until EKS Connector runs, for three minutes at most.'
  if ! cluster_kubectl rollout status statefulset/eks-connector --namespace eks-connector --timeout=180s </dev/null; then
    say 'FAILED: EKS Connector is installed, but does not run. The activation may be used up. Look why:' >&2
    say '  kubectl get pods --namespace eks-connector' >&2
    say '  kubectl logs --namespace eks-connector eks-connector-0 --container connector-init' >&2
    exit 1
  fi
  say "DONE: EKS Connector runs. The cluster becomes ACTIVE in EKS, and appears in VS Code, within minutes."
  say 'To look at its objects in the AWS console, an IAM principal needs a ClusterRoleBinding: see "Grant access to view Kubernetes cluster resources" in the EKS user guide.'
}

main "$@"
