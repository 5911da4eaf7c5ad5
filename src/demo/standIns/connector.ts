import { calls, ssmAgent, standInScript } from './script.ts';
import type { Place } from './script.ts';

/** The one context that the stand-in for kubectl knows. */
export const demoContext = 'demo';

/**
 * The manifest of a connector that the stand-in for kubectl can apply: with the objects and the placeholders of AWS's
 * that matter to it.
 */
export const connectorManifest = `# The stand-in of the demo account for the manifest of EKS Connector.
apiVersion: v1
kind: Namespace
metadata:
  name: eks-connector
---
apiVersion: v1
kind: Secret
metadata:
  name: eks-connector-activation-config
  namespace: eks-connector
type: Opaque
data:
  code: %EKS_ACTIVATION_CODE%
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: eks-connector
  namespace: eks-connector
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: eks-connector
  namespace: eks-connector
spec:
  replicas: 2
  serviceName: eks-connector
  selector:
    matchLabels:
      app: eks-connector
  template:
    metadata:
      labels:
        app: eks-connector
    spec:
      serviceAccountName: eks-connector
      containers:
        - name: connector-agent
          image: public.ecr.aws/eks-connector/eks-connector:demo
          env:
            - name: AWS_REGION
              value: %AWS_REGION%
            - name: EKS_ACTIVATION_ID
              value: %EKS_ACTIVATION_ID%
            - name: EKS_ACTIVATION_CODE
              valueFrom:
                secretKeyRef:
                  name: eks-connector-activation-config
                  key: code
`;

/**
 * A stand-in for kubectl, for those who explore the demo account and have no Kubernetes cluster: it reaches one that
 * there is not, with the context `demo`. It knows the commands of `connectorManifestScript`; applying the manifest does
 * what the two replicas of the connector's agent do.
 */
export function kubectlScript(place: Place): string {
  return standInScript({
    ...place,
    of: 'kubectl',
    values: { CONTEXT: demoContext },
    parts: [calls, ssmAgent, apply, commands],
  });
}

const apply = String.raw`fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

apply() {
    local line name='' code='' region='' replica objects=''
    ACTIVATION_ID=''
    while IFS= read -r line || [[ -n $line ]]; do
        case "$line" in
        'kind: '*) objects+=" ${'$'}{line#kind: }" ;;
        '  code: '*) code=${'$'}{line#'  code: '} ;;
        *'- name: '*) name=${'$'}{line##*'- name: '} ;;
        *' value: '*)
            case "$name" in
            AWS_REGION) region=${'$'}{line##*' value: '} ;;
            EKS_ACTIVATION_ID) ACTIVATION_ID=${'$'}{line##*' value: '} ;;
            esac
            ;;
        esac
    done
    if [[ $objects != *StatefulSet* || -z $code || -z $region || -z $ACTIVATION_ID ]]; then
        fail 'the stand-in of the demo account applies the manifest of EKS Connector only'
    fi
    ACTIVATION_CODE=$(printf '%s' "$code" | base64 --decode) || fail 'the activation code is not in base64'
    if [[ $region != "$DEMO_REGION" ]]; then fail "the demo account is in Region $DEMO_REGION, not in $region"; fi
    for line in $objects; do echo "The stand-in of the demo account notes: $line"; done
    # What fails here would fail in the pods, later on.
    for replica in 0 1; do
        register_node "eks-connector-$replica" 'Amazon Linux' 2023 "10.42.0.1$replica" || fail "eks-connector-$replica could not register"
    done
}
`;

const commands = String.raw`if [[ ${'$'}{1-} == --context ]]; then
    if [[ ${'$'}{2-} != "$CONTEXT" ]]; then fail "context \"${'$'}{2-}\" does not exist"; fi
    shift 2
fi
case "$*" in
'config get-contexts -o name' | 'config current-context') echo "$CONTEXT" ;;
'config view --minify -o '*) printf '%s' "$ENDPOINT" ;;
'get nodes '*) echo linux/amd64 ;;
'auth can-i '*) echo yes ;;
# Of an earlier connector.
'get statefulsets,secrets '*) ;;
'apply --filename -') apply ;;
'rollout status statefulset/eks-connector '*) echo 'statefulset rolling update complete 2 pods' ;;
*) fail "the stand-in of the demo account does not know: kubectl $*" ;;
esac
`;
