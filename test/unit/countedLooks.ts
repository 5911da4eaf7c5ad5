/** The same things, with how often a property of any of them was looked at: counted and not timed, as tests run beside others. */
export function countedLooks<T extends object>(
  things: readonly T[],
): { readonly counting: readonly T[]; looks: number } {
  const counted = {
    looks: 0,
    counting: things.map(
      (thing) =>
        new Proxy(thing, {
          get: (of, name) => {
            counted.looks++;
            return Reflect.get(of, name) as unknown;
          },
        }),
    ),
  };
  return counted;
}
