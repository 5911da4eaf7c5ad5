/** For the tests of a suite: the SDK waits a random time before it tries again, which is none now. */
export function withoutBackoff(): void {
  const { random } = Math;
  beforeEach(() => {
    Math.random = () => 0;
  });
  afterEach(() => {
    Math.random = random;
  });
}
