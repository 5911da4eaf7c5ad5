/**
 * Shares a whole amount by weights, so that the shares add up to it exactly: each gets its part rounded down, and what is
 * left goes, one by one, to those whose parts lost most by it; of equals to the first.
 *
 * @param total a safe integer from 0 on, as are the weights; it is shared evenly where all weights are 0
 */
export function sharesOf(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n)
    return weights.length === 0
      ? []
      : sharesOf(
          total,
          weights.map(() => 1),
        );
  const parts = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, share: Number(product / sum), rest: product % sum };
  });
  const left = total - parts.reduce((all, { share }) => all + share, 0);
  const lostMost = parts.toSorted((a, b) => compare(b.rest, a.rest) || a.index - b.index).slice(0, left);
  const raised = new Set(lostMost.map(({ index }) => index));
  return parts.map(({ index, share }) => (raised.has(index) ? share + 1 : share));
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
