import { yamlString } from '../../text/yaml.ts';

export interface NodeConfigOptions {
  /** Name, not ARN. */
  readonly cluster: string;
  readonly region: string;
  readonly activationId: string;
  readonly activationCode: string;
}

/**
 * What `nodeadm init` reads for an EKS hybrid node that gets its credentials from SSM. It holds the activation code: a
 * secret. Source: EKS user guide, "Hybrid nodes nodeadm reference".
 */
export function nodeConfigYaml({ cluster, region, activationId, activationCode }: NodeConfigOptions): string {
  return [
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    '  cluster:',
    `    name: ${yamlString(cluster)}`,
    `    region: ${yamlString(region)}`,
    '  hybrid:',
    '    ssm:',
    `      activationCode: ${yamlString(activationCode)}`,
    `      activationId: ${yamlString(activationId)}`,
    '',
  ].join('\n');
}
