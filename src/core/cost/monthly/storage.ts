import { message } from '../../text/message.ts';
import { monthOf, secondsIn } from '../month.ts';
import { bytesPerGb, costOf } from '../money.ts';
import type { PriceBook } from '../priceBook.ts';
import { always, billedSeconds } from './billedTime.ts';
import { amountsOf, missingPrice, nameLabel, quantity, remark, sumLine, unpricedLine } from './lines.ts';
import type { CostLine, StorageFacts } from './model.ts';

/** What ECR keeps, by GB-months: bytes for a part of the month. Each repository is taken to have held it all month. */
export function storageLine(
  repositories: readonly StorageFacts[],
  region: string,
  book: PriceBook,
  now: number,
): CostLine {
  const head = { id: 'storage', kind: 'storage', label: message('ECR storage') } as const;
  const price = book.price('ecrStorage', region);
  const { soFar, projected } = billedSeconds({ certain: always, possible: always }, now);
  const monthOfGb = BigInt(secondsIn(monthOf(now))) * BigInt(bytesPerGb);
  const lines = repositories.map(({ repository, bytes, mostBytes = bytes }): CostLine => {
    const own = { id: `storage:${repository}`, kind: head.kind, label: nameLabel(repository) };
    const most = Math.max(bytes, mostBytes);
    const inputs = [quantity(message('Stored now'), 'bytes', bytes, most)];
    if (!price) return unpricedLine(own, missingPrice(head.label, region, 'ecrStorage'), inputs);
    const amounts = amountsOf({ soFar, projected }, (seconds, isMost) =>
      costOf(BigInt(isMost ? most : bytes) * BigInt(seconds), monthOfGb, price.microUsd),
    );
    return { ...own, ...amounts, inputs, basis: 'estimated', prices: [price], missing: [] };
  });
  return sumLine(head, lines, [remark(message('Taken to be as now for the whole month.'))]);
}
