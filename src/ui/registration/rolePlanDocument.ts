import * as vscode from 'vscode';
import type { AccountScope } from '../../core/registration/policies.ts';
import type { RolePurpose } from '../../core/registration/roles.ts';
import { roleScheme } from '../ids.ts';

/** The read-only document that shows a role before it is made. Its address holds all that it is made of. */
export function rolePlanUri(purpose: RolePurpose, { partition, accountId }: AccountScope): vscode.Uri {
  return vscode.Uri.from({ scheme: roleScheme, path: `/${purpose}.json`, query: `${partition}:${accountId}` });
}

export const rolePlanDocuments: vscode.TextDocumentContentProvider = {
  async provideTextDocumentContent({ path, query }) {
    const { rolePlan } = await import('../../core/registration/roles.ts');
    const [partition = '', accountId = ''] = query.split(':');
    const plan = rolePlan(path.slice(1).replace(/\.json$/, '') as RolePurpose, { partition, accountId });
    const shown = {
      RoleName: plan.name,
      Description: plan.description,
      AssumeRolePolicyDocument: plan.trust,
      ManagedPolicyArns: plan.managedPolicyArns,
      InlinePolicies: Object.fromEntries(plan.inlinePolicies.map(({ name, document }) => [name, document])),
    };
    return `${JSON.stringify(shown, undefined, 2)}\n`;
  },
};
