import type { Rule } from '../rule.ts';
import { architectureConstraint } from './architectureConstraint.ts';
import { awslogsMode } from './awslogsMode.ts';
import { awslogsOptions } from './awslogsOptions.ts';
import { awslogsPrefix } from './awslogsPrefix.ts';
import { containerName } from './containerName.ts';
import { containerSum } from './containerSum.ts';
import { cpuRange } from './cpuRange.ts';
import { definitionSize } from './definitionSize.ts';
import { dependsOn } from './dependsOn.ts';
import { dependsOnCondition } from './dependsOnCondition.ts';
import { dependsOnHealth } from './dependsOnHealth.ts';
import { dockerHub } from './dockerHub.ts';
import { duplicateContainer } from './duplicateContainer.ts';
import { executionRole } from './executionRole.ts';
import { externalAppMesh } from './externalAppMesh.ts';
import { externalAppProtocol } from './externalAppProtocol.ts';
import { externalCapacityProviders } from './externalCapacityProviders.ts';
import { externalCompatibility } from './externalCompatibility.ts';
import { externalDeployment } from './externalDeployment.ts';
import { externalDeploymentController } from './externalDeploymentController.ts';
import { externalDevices } from './externalDevices.ts';
import { externalEbs } from './externalEbs.ts';
import { externalEfs } from './externalEfs.ts';
import { externalElasticInference } from './externalElasticInference.ts';
import { externalEphemeralStorage } from './externalEphemeralStorage.ts';
import { externalFaultInjection } from './externalFaultInjection.ts';
import { externalFsx } from './externalFsx.ts';
import { externalLaunchType } from './externalLaunchType.ts';
import { externalLoadBalancer } from './externalLoadBalancer.ts';
import { externalNetworkConfiguration } from './externalNetworkConfiguration.ts';
import { externalNetworkMode } from './externalNetworkMode.ts';
import { externalPlatformVersion } from './externalPlatformVersion.ts';
import { externalSelinux } from './externalSelinux.ts';
import { externalServiceConnect } from './externalServiceConnect.ts';
import { externalServiceDiscovery } from './externalServiceDiscovery.ts';
import { externalWindows } from './externalWindows.ts';
import { externalWithFargate } from './externalWithFargate.ts';
import { familyName } from './familyName.ts';
import { fargateSize } from './fargateSize.ts';
import { fixedPortDeployment } from './fixedPortDeployment.ts';
import { healthCheckGracePeriod } from './healthCheckGracePeriod.ts';
import { hostPortConflict } from './hostPortConflict.ts';
import { hostPortMismatch } from './hostPortMismatch.ts';
import { imageArchitecture } from './imageArchitecture.ts';
import { imageCleanup } from './imageCleanup.ts';
import { imagePullPolicy } from './imagePullPolicy.ts';
import { imageTag } from './imageTag.ts';
import { linksNetworkMode } from './linksNetworkMode.ts';
import { memoryMinimum } from './memoryMinimum.ts';
import { memoryReservation } from './memoryReservation.ts';
import { noEssential } from './noEssential.ts';
import { noMemory } from './noMemory.ts';
import { noNetworkPorts } from './noNetworkPorts.ts';
import { placementExpression } from './placementExpression.ts';
import { plainSecret } from './plainSecret.ts';
import { readOnlyFields } from './readOnlyFields.ts';
import { reservedPort } from './reservedPort.ts';
import { secretAndEnvironment } from './secretAndEnvironment.ts';
import { tooManyContainers } from './tooManyContainers.ts';
import { volumesFrom } from './volumesFrom.ts';
import { volumeUnknown } from './volumeUnknown.ts';
import { windowsTaskSize } from './windowsTaskSize.ts';

/** All rules, in the order of their documentation. Each stands in a file of its own. */
export const rules: readonly Rule[] = [
  externalNetworkMode,
  externalEfs,
  externalEbs,
  externalFsx,
  externalAppMesh,
  externalServiceConnect,
  externalAppProtocol,
  externalServiceDiscovery,
  externalLoadBalancer,
  externalCapacityProviders,
  externalLaunchType,
  externalCompatibility,
  externalWithFargate,
  externalNetworkConfiguration,
  externalPlatformVersion,
  externalDeployment,
  externalDeploymentController,
  healthCheckGracePeriod,
  externalElasticInference,
  externalDevices,
  externalFaultInjection,
  externalSelinux,
  externalEphemeralStorage,
  externalWindows,
  cpuRange,
  fargateSize,
  noMemory,
  windowsTaskSize,
  memoryMinimum,
  memoryReservation,
  containerSum,
  linksNetworkMode,
  hostPortMismatch,
  hostPortConflict,
  reservedPort,
  noNetworkPorts,
  fixedPortDeployment,
  executionRole,
  awslogsOptions,
  awslogsPrefix,
  awslogsMode,
  imageTag,
  imagePullPolicy,
  imageCleanup,
  dockerHub,
  imageArchitecture,
  architectureConstraint,
  placementExpression,
  tooManyContainers,
  definitionSize,
  noEssential,
  duplicateContainer,
  familyName,
  containerName,
  dependsOn,
  dependsOnCondition,
  dependsOnHealth,
  volumeUnknown,
  volumesFrom,
  secretAndEnvironment,
  plainSecret,
  readOnlyFields,
];
