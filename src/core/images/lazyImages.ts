import type { ImageGateway } from './gateway.ts';

/** A gateway that is opened by the first image that somebody wants to know of. */
export function lazyImages(open: () => Promise<ImageGateway>): ImageGateway {
  let opened: Promise<ImageGateway> | undefined;
  return {
    async image(reference) {
      opened ??= open();
      return (await opened).image(reference);
    },
    forgetTags() {
      opened?.then(
        (gateway) => gateway.forgetTags(),
        // Nothing was asked for yet.
        () => undefined,
      );
    },
  };
}
