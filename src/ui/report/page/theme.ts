import { chartColours, type ChartColour } from '../reportModel.ts';

/** What a chart is drawn in: any CSS colours. */
export interface Palette {
  readonly text: string;
  readonly lines: string;
  readonly background: string;
  /** Around bars: high contrast themes want it. */
  readonly outline: string;
  readonly font: string;
  readonly colours: Readonly<Record<ChartColour, string>>;
}

/** Of the theme that VS Code has now. */
export function themePalette(): Palette {
  const style = getComputedStyle(document.body);
  const colour = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? style.color;
  const isHighContrast = /\bvscode-high-contrast/.test(document.body.className);
  const text = colour('charts-foreground', 'foreground');
  return {
    text,
    lines: colour('charts-lines', 'foreground'),
    background: colour('editor-background'),
    outline: isHighContrast ? text : 'transparent',
    font: style.fontFamily,
    colours: Object.fromEntries(
      chartColours.map((name) => [
        name,
        name === 'neutral' ? colour('descriptionForeground') : colour(`charts-${name}`),
      ]),
    ) as Palette['colours'],
  };
}

/** Of saved files: on white, whatever the theme is, with at least 3:1 between a bar and the paper. */
export const paperPalette: Palette = {
  text: '#1f2328',
  lines: '#d0d7de',
  background: '#ffffff',
  outline: 'transparent',
  font: 'system-ui, sans-serif',
  colours: {
    blue: '#1a6fc4',
    orange: '#b35900',
    green: '#2d7d32',
    purple: '#7b4fb3',
    red: '#c62828',
    yellow: '#8a6d00',
    neutral: '#57606a',
  },
};
