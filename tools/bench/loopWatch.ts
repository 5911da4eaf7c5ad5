/** In milliseconds. */
export interface LongestHoldUps {
  /** In which this process worked, the one at the moment that was named apart. */
  readonly held: number;
  /** The one at that moment. */
  readonly heldThen: number;
  /** The longest of all, with what others did on the machine meanwhile. */
  readonly delay: number;
}

/** How long a timer of a millisecond has to wait, from now on until `end`. */
export function watchLoop(): { end(apart?: number): LongestHoldUps } {
  const holdUps: { readonly from: number; readonly to: number; readonly held: number }[] = [];
  let from = performance.now();
  let usage = process.cpuUsage();
  const timer = setInterval(() => {
    const to = performance.now();
    const { user, system } = process.cpuUsage(usage);
    holdUps.push({ from, to, held: Math.min(to - from, (user + system) / 1000) });
    from = to;
    usage = process.cpuUsage();
  }, 1);
  return {
    end: (apart = 0) => {
      clearInterval(timer);
      const isThen = (each: { readonly from: number; readonly to: number }): boolean =>
        each.from <= apart && apart <= each.to;
      return {
        held: Math.max(0, ...holdUps.filter((each) => !isThen(each)).map(({ held }) => held)),
        heldThen: Math.max(0, ...holdUps.filter(isThen).map(({ held }) => held)),
        delay: Math.max(0, ...holdUps.map((each) => each.to - each.from)),
      };
    },
  };
}
