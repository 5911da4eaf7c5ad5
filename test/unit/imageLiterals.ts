import type { ImageDetails } from '../../src/core/images/gateway.ts';

/** An image for Linux of one layer, of so many bytes. */
export function imageVariant(architecture: string, size: number): ImageDetails['variants'][number] {
  return {
    digest: architecture,
    platform: { os: 'linux', architecture },
    layers: [{ digest: `layer ${architecture}`, size }],
    config: { digest: `config ${architecture}`, size: 0 },
  };
}
