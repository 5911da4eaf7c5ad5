/** Regions whose short names are made by no rule. */
const exceptions: Readonly<Record<string, string>> = {
  'ap-south-1': 'APS3',
  'ap-southeast-5': 'APS7',
  'ca-central-1': 'CAN1',
  'eu-west-1': 'EU',
};

/** What usage types begin with in price lists and bills: `APN1-`, `EU-`; in us-east-1 nothing. */
export function usagePrefix(region: string): string {
  if (region === 'us-east-1') return '';
  // `eu-central-1` → `EUC1`
  return `${exceptions[region] ?? region.replace(/^(\w\w)-(\w)\w*-(\d)$/, '$1$2$3').toUpperCase()}-`;
}
