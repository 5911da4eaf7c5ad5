/**
 * What a GB costs from a Region to the internet in the first tier, in micro-dollars.
 * Source: `data_transfer_test.golden` of Infracost, written 2024-09-25 from AWS's price list.
 */
export const transferOutMicroUsd: Readonly<Record<string, number>> = {
  'af-south-1': 154_000,
  'ap-east-1': 120_000,
  'ap-northeast-1': 114_000,
  'ap-northeast-2': 126_000,
  'ap-northeast-3': 114_000,
  'ap-south-1': 109_300,
  'ap-south-2': 109_300,
  'ap-southeast-1': 120_000,
  'ap-southeast-2': 114_000,
  'ap-southeast-5': 108_000,
  'ca-central-1': 90_000,
  'ca-west-1': 90_000,
  'eu-central-1': 90_000,
  'eu-north-1': 90_000,
  'eu-south-1': 90_000,
  'eu-west-1': 90_000,
  'eu-west-2': 90_000,
  'eu-west-3': 90_000,
  'il-central-1': 110_000,
  'me-south-1': 117_000,
  'sa-east-1': 150_000,
  'us-east-2': 90_000,
  'us-west-1': 90_000,
  'us-west-2': 90_000,
};
