import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js';
import type { ReportAxis, ReportChart } from '../reportModel.ts';
import { fill } from './patterns.ts';
import { paperPalette, type Palette } from './theme.ts';

// Only what is used, so that the bundle holds nothing else.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, Legend);

export type DrawnChart = Chart<'bar'>;

export function drawChart(
  canvas: HTMLCanvasElement,
  chart: ReportChart,
  palette: Palette,
  language: string,
): DrawnChart {
  return new Chart(canvas, configuration(chart, palette, language));
}

/** In CSS pixels; a bar chart is as high as its bars need. */
export function heightOf({ form, labels }: ReportChart): number {
  return form === 'columns' ? 300 : 90 + 32 * labels.length;
}

/** The chart on paper, as a data URI of a PNG. */
export function pictureOf(chart: ReportChart, language: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = 960;
  canvas.height = heightOf(chart);
  const { options, ...rest } = configuration(chart, paperPalette, language);
  const drawn = new Chart(canvas, {
    ...rest,
    options: { ...options, responsive: false, devicePixelRatio: 2 },
    plugins: [paper],
  });
  const picture = drawn.toBase64Image('image/png');
  drawn.destroy();
  return picture;
}

const paper: Plugin<'bar'> = {
  id: 'paper',
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = paperPalette.background;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

function configuration(chart: ReportChart, palette: Palette, language: string): ChartConfiguration<'bar'> {
  const { form, labels, series, axis } = chart;
  const isBars = form === 'bars';
  const numbers = axisFormat(axis, language);
  const names = {
    stacked: true,
    grid: { display: false },
    border: { color: palette.lines },
    ticks: { color: palette.text, autoSkip: !isBars, maxRotation: 0 },
  };
  const amounts = {
    stacked: true,
    beginAtZero: true,
    grid: { color: palette.lines },
    border: { display: false },
    ticks: {
      color: palette.text,
      maxTicksLimit: 6,
      callback: (value: string | number) => numbers.format(Number(value)),
    },
  };
  return {
    type: 'bar',
    data: {
      labels: [...labels],
      datasets: series.map(({ label, colour, pattern, values }) => ({
        label,
        data: [...values],
        backgroundColor: fill(pattern, palette.colours[colour], palette.background),
        borderColor: palette.outline === 'transparent' ? palette.background : palette.outline,
        borderWidth: 1,
        maxBarThickness: 36,
      })),
    },
    options: {
      indexAxis: isBars ? 'y' : 'x',
      // Nothing moves, for whoever does not want it and for all others.
      animation: false,
      maintainAspectRatio: false,
      locale: language,
      color: palette.text,
      font: { family: palette.font, size: 12 },
      interaction: { mode: 'index', axis: isBars ? 'y' : 'x', intersect: false },
      scales: isBars ? { x: amounts, y: names } : { x: names, y: amounts },
      plugins: {
        legend: { display: series.length > 1, position: 'bottom', labels: { color: palette.text, boxWidth: 24 } },
        tooltip: {
          backgroundColor: palette.background,
          borderColor: palette.text,
          borderWidth: 1,
          titleColor: palette.text,
          bodyColor: palette.text,
          filter: ({ raw }) => raw !== 0,
          callbacks: {
            label: ({ datasetIndex, dataIndex }) =>
              `${series[datasetIndex]?.label ?? ''}: ${series[datasetIndex]?.texts[dataIndex] ?? ''}`,
          },
        },
      },
    },
  };
}

function axisFormat(axis: ReportAxis, language: string): Intl.NumberFormat {
  return axis.style === 'currency'
    ? new Intl.NumberFormat(language, { ...axis, maximumSignificantDigits: 3 })
    : new Intl.NumberFormat(language, { ...axis, unitDisplay: 'short', maximumSignificantDigits: 3 });
}
