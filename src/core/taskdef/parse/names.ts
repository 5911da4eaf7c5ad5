/** How the formats spell the names of the ECS API. */

/** Their keys are data: options of log drivers, labels. No format renames them. */
const maps = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** Whether the value of this property of the API is a map from names that are data. */
export function isMapName(apiName: string): boolean {
  return maps.has(apiName);
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECS.html
const unlikeCloudFormation = new Map([
  ['EFSVolumeConfiguration', 'efsVolumeConfiguration'],
  ['FSxWindowsFileServerVolumeConfiguration', 'fsxWindowsFileServerVolumeConfiguration'],
  ['S3FilesVolumeConfiguration', 's3filesVolumeConfiguration'],
  ['FilesystemId', 'fileSystemId'],
  ['IAM', 'iam'],
  ['ProxyConfigurationProperties', 'properties'],
  ['PlacementStrategies', 'placementStrategy'],
]);

/** The API's name of what CloudFormation spells `NetworkMode`. */
export function fromCloudFormation(name: string): string {
  return unlikeCloudFormation.get(name) ?? name.charAt(0).toLowerCase() + name.slice(1);
}

const fromApi = new Map([...unlikeCloudFormation].map(([name, apiName]) => [apiName, name]));

/** The other way. `fileSystemId` is that of EFS; that of FSx is spelled as is usual. */
export function toCloudFormation(apiName: string): string {
  return fromApi.get(apiName) ?? apiName.charAt(0).toUpperCase() + apiName.slice(1);
}
