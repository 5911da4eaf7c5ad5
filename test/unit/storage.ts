import type * as vscode from 'vscode';
import type { Secrets } from '../../src/ui/registration/activationVault.ts';

/** VS Code's own stores, in memory. */

export function fakeMemento(): vscode.Memento & { readonly stored: Map<string, unknown> } {
  const stored = new Map<string, unknown>();
  return {
    stored,
    keys: () => [...stored.keys()],
    get: <T>(key: string, otherwise?: T) => (stored.has(key) ? (stored.get(key) as T) : (otherwise as T)),
    update: (key: string, value: unknown) => {
      if (value === undefined) stored.delete(key);
      else stored.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
}

export function fakeSecrets(): Secrets & { readonly stored: Map<string, string> } {
  const stored = new Map<string, string>();
  return {
    stored,
    get: (key) => Promise.resolve(stored.get(key)),
    store: (key, value) => Promise.resolve(void stored.set(key, value)),
    delete: (key) => Promise.resolve(void stored.delete(key)),
  };
}
