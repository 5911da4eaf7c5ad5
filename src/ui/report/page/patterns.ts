import type { ChartPattern } from '../reportModel.ts';

/** In CSS pixels. */
const tile = 8;

type Draw = (context: CanvasRenderingContext2D) => void;

type Point = readonly [x: number, y: number];

const line = (context: CanvasRenderingContext2D, from: Point, to: Point): void => {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
};
// Each goes on over the edges, so that tiles meet without a gap.
const rising: Draw = (context) => {
  for (const shift of [-tile, 0, tile]) {
    line(context, [shift - 1, tile + 1], [shift + tile + 1, -1]);
  }
};
const falling: Draw = (context) => {
  for (const shift of [-tile, 0, tile]) {
    line(context, [shift - 1, -1], [shift + tile + 1, tile + 1]);
  }
};
const draws: Readonly<Record<ChartPattern, Draw>> = {
  solid: () => undefined,
  rising,
  falling,
  crossed: (context) => {
    rising(context);
    falling(context);
  },
  level: (context) => {
    line(context, [0, tile / 2], [tile, tile / 2]);
  },
  dots: (context) => {
    for (const [x, y] of [
      [tile / 4, tile / 4],
      [(tile * 3) / 4, (tile * 3) / 4],
    ] as const) {
      context.beginPath();
      context.arc(x, y, 1.3, 0, 2 * Math.PI);
      context.fill();
    }
  },
};

/** The colour with the pattern in the colour of what is behind: no two series differ by colour alone. */
export function fill(pattern: ChartPattern, colour: string, background: string): string | CanvasPattern {
  if (pattern === 'solid') return colour;
  const scale = 2; // sharp on dense displays, too
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = tile * scale;
  const context = canvas.getContext('2d');
  if (!context) return colour;
  context.scale(scale, scale);
  context.fillStyle = colour;
  context.fillRect(0, 0, tile, tile);
  context.fillStyle = context.strokeStyle = background;
  context.lineWidth = 1.5;
  draws[pattern](context);
  const made = context.createPattern(canvas, 'repeat');
  made?.setTransform(new DOMMatrix().scale(1 / scale));
  return made ?? colour;
}
