import type { Message } from '../text/message.ts';
import { partitions } from './partitions.ts';

/** `aws`, `aws-cn`, `aws-us-gov`, … */
export type PartitionId = (typeof partitions)[number]['id'];

export interface Region {
  /** `eu-central-1` */
  readonly id: string;
  /** `Europe (Frankfurt)` */
  readonly name: Message;
  readonly partition: PartitionId;
}

export interface Partition {
  readonly id: PartitionId;
  /** Host of the AWS console, to be prefixed with `REGION.`; absent for the isolated partitions, whose consoles are not public. */
  readonly consoleHost?: string;
  /** `amazonaws.com` */
  readonly dnsSuffix: string;
}

/** All Regions that the SDK knows, partition by partition. */
export const regions: readonly Region[] = partitions.flatMap(({ id: partition, regions: inPartition }) =>
  inPartition.map(({ id, name }) => ({ id, name, partition })),
);

/** Source: the "Service endpoints" pages of each partition; the SDK's data has no console hosts. */
const consoleHosts: Readonly<Partial<Record<PartitionId, string>>> = {
  'aws': 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** The partition a Region belongs to, by name pattern; `aws` for a Region that fits none, as the SDK does. */
export function partitionOf(region: string): Partition {
  const { id, dnsSuffix } =
    partitions.find(({ regionPattern }) => new RegExp(regionPattern).test(region)) ?? partitions[0];
  const consoleHost = consoleHosts[id];
  return { id, dnsSuffix, ...(consoleHost && { consoleHost }) };
}
