import { monthlyCosts } from '../../src/core/cost/monthly/monthlyCosts.ts';
import type { CostFacts } from '../../src/core/cost/monthly/model.ts';
import { monthOf, monthStart } from '../../src/core/cost/month.ts';
import { shippedPrices } from '../../src/core/cost/shippedPrices.ts';
import { accountKey, type AccountRef } from '../../src/core/fleet/model.ts';
import { bestRows, type EvidenceDays } from '../../src/core/pulls/compareEvidence.ts';
import type { PullRow } from '../../src/core/pulls/gateway.ts';
import { byRepository, pullsByDay } from '../../src/core/pulls/report.ts';
import { priceTransfer } from '../../src/core/pulls/transferShare.ts';
import type { AccountCosts, CostsState } from '../../src/ui/cost/costs.ts';
import type { ReportInput } from '../../src/ui/report/build/reportInput.ts';
import { eksCluster, nodeId } from './fleetLiterals.ts';

/** A month of an account to make a report of. */

export const reportNow = Date.UTC(2026, 10, 22, 12);
const region = 'eu-central-1';
const ref: AccountRef = { source: { kind: 'profile', profile: 'home' }, region };
const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}`;

/** Of each of the first 21 days: two hosts, two repositories, measured and estimated. */
export const pullRows: readonly PullRow[] = Array.from({ length: 21 }, (_, index) => index + 1).flatMap((number) => [
  row(number, '1', 'web', 4_000_000_000 + number, 'layers'),
  row(number, '2', 'sensor/hub', 900_000_000, 'layers'),
  { ...row(number, '', 'web', 5_000_000_000, 'pullCount'), host: 'all' },
]);

function row(number: number, host: string, repository: string, bytes: number, evidence: PullRow['evidence']): PullRow {
  return { day: day(number), host: nodeId(host), repository, bytes, pulls: 3, unsized: 0, evidence };
}

const days: EvidenceDays = {
  layers: new Set(Array.from({ length: 21 }, (_, index) => day(index + 1))),
  pullCount: new Set(Array.from({ length: 21 }, (_, index) => day(index + 1))),
};

export function accountCosts(over: Partial<CostFacts> = {}): AccountCosts {
  const best = bestRows(pullRows, days);
  const parts = byRepository(best).map(({ key, bytes }) => ({ key, bytes }));
  const facts: CostFacts = {
    region,
    hoursPerMonth: 730,
    eksClusters: [
      eksCluster('lab', { createdAt: Date.UTC(2026, 10, 8) }),
      eksCluster('old', {
        createdAt: 0,
        version: '1.31',
        support: 'extended',
        endOfStandardSupport: Date.UTC(2025, 10, 26),
      }),
    ],
    anywhereHosts: ['kitchen-pi5', 'garage-pi4'].map((name) => ({
      key: name,
      name,
      isConnected: true,
      registeredAt: 0,
    })),
    hasAnywhereFreeHours: false,
    managedNodes: [],
    transfer: {
      parts,
      evidence: 'layers',
      days: pullsByDay(best, { from: monthStart(monthOf(reportNow)), to: reportNow }, 'repository'),
    },
    ...over,
  };
  const transfer = priceTransfer(parts, region, shippedPrices);
  return {
    ref,
    key: accountKey(ref),
    facts,
    lines: monthlyCosts(facts, shippedPrices, reportNow),
    tasks: [
      { cpuUnits: 256, memoryMiB: 512, architecture: 'arm64' },
      { cpuUnits: 512, memoryMiB: 1024 },
    ],
    pulls: {
      rows: () => pullRows,
      best: () => best,
      days,
      scannedAt: reportNow - 60_000,
      billed: { requests: 0, days: [] },
      readFrom: Date.UTC(2026, 9, 1),
      hostNames: new Map([
        [nodeId('1'), 'kitchen-pi5'],
        [nodeId('2'), 'garage-pi4'],
      ]),
    },
    ...(transfer && { transfer }),
    failures: [],
  };
}

export function costsState(over: Partial<CostsState> = {}, accounts = [accountCosts()]): CostsState {
  return {
    month: monthOf(reportNow),
    accounts,
    lines: accounts.flatMap(({ lines }) => lines),
    book: shippedPrices,
    asOf: reportNow,
    isOld: false,
    failures: [],
    ...over,
  };
}

export function reportInput(over: Partial<ReportInput> = {}): ReportInput {
  return { state: costsState(), now: reportNow, words: { locale: 'en' }, hoursPerMonth: 730, choice: {}, ...over };
}
