import { oneLine } from '../../core/text/label.ts';
import type { CommandId } from '../ids.ts';
import type { TreeNode } from '../tree/nodes.ts';
import { rowContext, type Row } from '../tree/row.ts';

/** A row of the Costs view with all that stands under it. */
export interface CostNode {
  /** The same for the same thing each time, among its siblings. */
  readonly id: string;
  readonly row: Row;
  /** Plain; where the row itself is too narrow for all that is to be said. */
  readonly tooltip?: string;
  readonly children: readonly CostNode[];
  /** A failure or a next step, which look as they do in the other views. */
  readonly ofTree?: TreeNode;
}

/** A row that says one thing. */
export function remarkNode(id: string, text: string, codicon = 'info', command?: CommandId): CostNode {
  const label = oneLine(text);
  return {
    id,
    row: {
      label,
      icon: { codicon },
      expands: 'no',
      contextValue: rowContext('note'),
      spoken: label,
      ...(command && { command }),
    },
    children: [],
  };
}
