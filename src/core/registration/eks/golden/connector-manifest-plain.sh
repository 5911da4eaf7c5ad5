#!/usr/bin/env bash
# Connects a Kubernetes cluster to Amazon EKS (EKS Connector), where its objects can then be looked at.
#
#   Name in EKS  shop-7
#   Region       eu-central-1
#   Activation   7f3c0a52-1b2c-4d3e-8f90-123456789abc
#   Valid        until 2026-11-23 14:05 UTC, once
#   Context      the one that --context names
#   Installs     AWS's manifest of EKS Connector, with kubectl: https://amazon-eks.s3.us-west-2.amazonaws.com/eks-connector/manifests/eks-connector/latest/eks-connector.yaml
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

  cluster='shop-7'
  region='eu-central-1'
  dns_suffix='amazonaws.com'
  context=''
  expires_at='1795442759'
  expires_text='2026-11-23 14:05 UTC'
  activation_id='7f3c0a52-1b2c-4d3e-8f90-123456789abc'
  code_base64='QWIrQ2QvRWZHaElqS2xNbk9wUXI='
  manifest_url='https://amazon-eks.s3.us-west-2.amazonaws.com/eks-connector/manifests/eks-connector/latest/eks-connector.yaml'

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

  mixed_nodes() {
    note 'Not all nodes of this cluster are x86-64 Linux, and the manifest does not choose: if a pod of eks-connector does not start, cordon the others and delete the pod, or use the helm form, which chooses.'
  }

  fetch() {
    curl --proto '=https' --tlsv1.2 -fsSL --retry 3 --retry-connrefused --connect-timeout 20 --max-time 600 -o "$2" "$1"
  }

  check_code
  check_tools kubectl curl

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
  manifest=${manifest//%AWS_REGION%/$region}
  manifest=${manifest//%EKS_ACTIVATION_ID%/$activation_id}
  manifest=${manifest//%EKS_ACTIVATION_CODE%/$code_base64}
  if ! printf '%s\n' "$manifest" | cluster_kubectl apply --filename -; then
    say 'FAILED: kubectl could not apply all of the manifest; what it said stands above. To start afresh: kubectl delete namespace eks-connector' >&2
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
