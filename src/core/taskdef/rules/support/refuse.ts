import { property } from '../../node.ts';
import type { Message } from '../../../text/message.ts';
import type { Rule } from '../../rule.ts';
import { definitionFixes, serviceFixes } from './fixes.ts';
import { isWanted, keyOf } from './places.ts';

/** Checks for what external instances have not at all. The fix takes it away. */

export function refuseInDefinition(name: string, text: Message): NonNullable<Rule['checkDefinition']> {
  return (context, report) => {
    const { root } = context.definition;
    if (context.external !== true || !isWanted(property(root, name))) return;
    report(keyOf(root, name), text, definitionFixes(context).remove(root, name));
  };
}

export function refuseInService(name: string, text: Message): NonNullable<Rule['checkService']> {
  return (service, context, report) => {
    const { root } = service;
    if (context.external !== true || !isWanted(property(root, name))) return;
    report(keyOf(root, name), text, serviceFixes(service, context).remove(root, name));
  };
}
