import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import { alertFactor, budgetMicroUsd, displayCurrency, hoursPerMonth } from '../../../src/ui/cost/preferences.ts';
import { keepMonths, requestsPerScan } from '../../../src/ui/cost/preferences.ts';
import { settings } from '../../../src/ui/ids.ts';
import { isReadOnly } from '../../../src/ui/readOnlyMode.ts';
import { hintForm, severities } from '../../../src/ui/taskdef/hintSettings.ts';
import { refreshWhileSeen } from '../../../src/ui/tree/refreshWhileSeen.ts';
import { eventually } from '../../helpers.ts';

type Setting = (typeof settings)[keyof typeof settings];

/** In one window, which is not reloaded. */
describe('settings', () => {
  const changed = new Set<Setting>();
  const set = async (setting: Setting, value: unknown): Promise<void> => {
    changed.add(setting);
    await vscode.workspace.getConfiguration().update(setting, value, vscode.ConfigurationTarget.Global);
  };
  afterEach(async () => {
    for (const setting of changed) await set(setting, undefined);
    changed.clear();
  });

  it('for costs and pulls are read each time', async () => {
    assert.deepEqual(
      [hoursPerMonth(), displayCurrency(), budgetMicroUsd(), alertFactor(), keepMonths(), requestsPerScan()],
      [730, undefined, undefined, undefined, 13, 100],
    );
    await set(settings.hoursPerMonth, 720);
    await set(settings.currency, 'EUR');
    await set(settings.currencyRate, 0.9);
    await set(settings.budget, 12.5);
    await set(settings.alertFactor, 3);
    await set(settings.keepMonths, 2);
    await set(settings.requestsPerScan, 7);
    assert.deepEqual(
      [hoursPerMonth(), displayCurrency(), budgetMicroUsd(), alertFactor(), keepMonths(), requestsPerScan()],
      [720, { code: 'EUR', perUsd: 0.9 }, 12_500_000, 3, 2, 7],
    );
  });

  it('for read-only mode and task definitions are read each time', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: '{}' });
    assert.deepEqual([isReadOnly(), hintForm(document), severities(document)], [false, 'codeLens', {}]);
    await set(settings.readOnly, true);
    await set(settings.hints, 'inlay');
    await set(settings.rules, { 'external-network-mode': 'off' });
    assert.deepEqual(
      [isReadOnly(), hintForm(document), severities(document)],
      [true, 'inlay', { 'external-network-mode': 'off' }],
    );
  });

  it('for refreshing take hold of what is overdue', async () => {
    let renewed = 0;
    let refreshedAt = Date.now() - 600_000;
    const fleet = {
      accounts: [{ refreshCalls: 1 }],
      get refreshedAt() {
        return refreshedAt;
      },
      renew: () => {
        renewed++;
        refreshedAt = Date.now();
        return Promise.resolve();
      },
      onDidChange: () => ({ dispose: () => undefined }),
    };
    await set(settings.refreshMinutes, 0);
    // These are the parts of a fleet that refreshing uses.
    const refresh = refreshWhileSeen(fleet as unknown as Fleet, {
      visible: true,
      onDidChangeVisibility: () => new vscode.Disposable(() => undefined),
    });
    try {
      assert.equal(renewed, 0);
      await set(settings.refreshMinutes, 60);
      assert.equal(renewed, 0);
      await set(settings.refreshMinutes, 2);
      await eventually(() => {
        assert.equal(renewed, 1);
        return Promise.resolve();
      });
    } finally {
      refresh.dispose();
    }
  });
});
