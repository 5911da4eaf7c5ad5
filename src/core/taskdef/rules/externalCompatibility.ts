import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { exampleWith, serviceExample } from './support/examples.ts';
import { definitionFixes } from './support/fixes.ts';
import { has, headOf } from './support/places.ts';
import { apiReference } from './support/sources.ts';

export const externalCompatibility: Rule = {
  id: 'external-compatibility',
  severity: 'info',
  title: 'Task definition that is not checked for EXTERNAL',
  docs: `A service runs this task definition on external instances, but the task definition does not say so. With
\`requiresCompatibilities: [EXTERNAL]\` AWS checks it when it is registered, and refuses what external instances do not
have, instead of leaving the service without tasks.

Add it.`,
  source: apiReference('RegisterTaskDefinition'),
  good: serviceExample('LaunchType: EXTERNAL'),
  bad: exampleWith(['Family: web'], ['Image: nginx:1.29', 'Memory: 128'], ['LaunchType: EXTERNAL']),
  checkDefinition(context, report) {
    const { definition, services } = context;
    if (has(definition.root, 'requiresCompatibilities')) return;
    if (!services.some(({ root }) => textOf(property(root, 'launchType')) === 'EXTERNAL')) return;
    const title = message('Add requiresCompatibilities: EXTERNAL');
    const fixes = definitionFixes(context).set(definition.root, 'requiresCompatibilities', ['EXTERNAL'], title);
    const text = message(
      'A service runs this on external instances: require EXTERNAL to have it checked at registration',
    );
    report(headOf(definition), text, fixes);
  },
};
