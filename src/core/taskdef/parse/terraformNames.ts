/** How Terraform's AWS provider spells the names of the ECS API outside `jsonencode`. */

export interface Spelling {
  /** Of the API. */
  readonly name: string;
  /** It may stand several times, and all together are an array. */
  readonly isRepeated?: true;
  /** The object of the API in which it is, where Terraform has none. */
  readonly under?: string;
}

export type Place = 'taskDefinition' | 'service' | 'nested';

/** Terraform's own: they say how to deploy, and the API knows nothing of them. */
const ofTerraform = new Set([
  'connection',
  'count',
  'depends_on',
  'for_each',
  'force_delete',
  'lifecycle',
  'provider',
  'provisioner',
  'skip_destroy',
  'timeouts',
  'track_latest',
  'triggers',
  'wait_for_steady_state',
]);

const deployment = 'deploymentConfiguration';

const unlike: Readonly<Record<Place, ReadonlyMap<string, Spelling>>> = {
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
  taskDefinition: new Map<string, Spelling>([
    ['volume', { name: 'volumes', isRepeated: true }],
    ['placement_constraints', { name: 'placementConstraints', isRepeated: true }],
    ['inference_accelerator', { name: 'inferenceAccelerators', isRepeated: true }],
  ]),
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service
  service: new Map<string, Spelling>([
    ['name', { name: 'serviceName' }],
    ['iam_role', { name: 'role' }],
    ['enable_ecs_managed_tags', { name: 'enableECSManagedTags' }],
    ['load_balancer', { name: 'loadBalancers', isRepeated: true }],
    ['capacity_provider_strategy', { name: 'capacityProviderStrategy', isRepeated: true }],
    ['ordered_placement_strategy', { name: 'placementStrategy', isRepeated: true }],
    ['placement_constraints', { name: 'placementConstraints', isRepeated: true }],
    ['service_registries', { name: 'serviceRegistries', isRepeated: true }],
    ['volume_configuration', { name: 'volumeConfigurations', isRepeated: true }],
    ['vpc_lattice_configurations', { name: 'vpcLatticeConfigurations', isRepeated: true }],
    ['deployment_minimum_healthy_percent', { name: 'minimumHealthyPercent', under: deployment }],
    ['deployment_maximum_percent', { name: 'maximumPercent', under: deployment }],
    ['deployment_circuit_breaker', { name: 'deploymentCircuitBreaker', under: deployment }],
    ['alarms', { name: 'alarms', under: deployment }],
  ]),
  nested: new Map<string, Spelling>([
    ['size_in_gib', { name: 'sizeInGiB' }],
    ['host_path', { name: 'sourcePath', under: 'host' }],
    ['configure_at_launch', { name: 'configuredAtLaunch' }],
    ['elb_name', { name: 'loadBalancerName' }],
    ['managed_ebs_volume', { name: 'managedEBSVolume' }],
    ['service', { name: 'services', isRepeated: true }],
    ['client_alias', { name: 'clientAliases', isRepeated: true }],
    ['secret_option', { name: 'secretOptions', isRepeated: true }],
    ['subnets', { name: 'subnets', under: 'awsvpcConfiguration' }],
    ['security_groups', { name: 'securityGroups', under: 'awsvpcConfiguration' }],
    ['assign_public_ip', { name: 'assignPublicIp', under: 'awsvpcConfiguration' }],
  ]),
};

/** What the API calls it; undefined for what only Terraform knows. */
export function fromTerraform(name: string, place: Place): Spelling | undefined {
  if (place !== 'nested' && ofTerraform.has(name)) return undefined;
  const camelCase = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return unlike[place].get(name) ?? { name: camelCase };
}

export interface TerraformSpelling {
  readonly name: string;
  readonly isRepeated: boolean;
}

/** What Terraform calls it. */
export function toTerraform(apiName: string, place: Place): TerraformSpelling {
  for (const [name, spelling] of unlike[place]) {
    if (spelling.name === apiName) return { name, isRepeated: spelling.isRepeated === true };
  }
  return { name: apiName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), isRepeated: false };
}

/** The parts of an object of the API that Terraform has as attributes of what is around it. */
export function isSpread(apiName: string, place: Place): boolean {
  return [...unlike[place].values()].some(({ under }) => under === apiName);
}

/** Whether it is such a part of it. */
export function isSpreadPart(name: string, apiName: string, place: Place): boolean {
  return [...unlike[place].values()].some((each) => each.name === name && each.under === apiName);
}

/** Where Terraform has this part of an object that it spreads out. */
export function spreadPlace(apiName: string): Place {
  const isOfService = [...unlike.service.values()].some(({ name, under }) => name === apiName && under !== undefined);
  return isOfService ? 'service' : 'nested';
}
