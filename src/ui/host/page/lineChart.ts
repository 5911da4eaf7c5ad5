import {
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
} from 'chart.js';
import type { Palette } from '../../report/page/theme.ts';
import type { HostChart } from '../hostModel.ts';

// Only what is used, so that the bundle holds nothing else.
Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Legend);

export type DrawnChart = Chart<'line'>;

const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [9, 3, 2, 3]];

const minute = 60_000;
const hour = 60 * minute;
const steps = [30 * minute, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour];

export function drawChart(canvas: HTMLCanvasElement, chart: HostChart, palette: Palette, language: string): DrawnChart {
  return new Chart(canvas, configuration(chart, palette, language));
}

/** Whole hours or days of the reader's own clock, some eight at most. */
function ticksOf({ from, to }: HostChart): readonly number[] {
  const step = steps.find((each) => (to - from) / each <= 8) ?? 24 * hour;
  const shift = new Date(from).getTimezoneOffset() * minute;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at <= to; at += step) ticks.push(at);
  return ticks;
}

function configuration(chart: HostChart, palette: Palette, language: string): ChartConfiguration<'line'> {
  const { from, to, periodMs, series } = chart;
  const isLong = to - from > 2 * 24 * hour;
  const short = new Intl.DateTimeFormat(language, isLong ? { day: 'numeric', month: 'short' } : { timeStyle: 'short' });
  const long = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const ticks = ticksOf(chart);
  return {
    type: 'line',
    data: {
      datasets: series.map(({ label, colour, dash, times, values }) => ({
        label,
        data: pointsOf(times, values, periodMs),
        borderColor: palette.colours[colour],
        backgroundColor: palette.colours[colour],
        borderWidth: dash === 0 ? 2 : 1.5,
        borderDash: [...(dashes[dash % dashes.length] ?? [])],
        pointRadius: values.length === 1 ? 3 : 0,
        pointHitRadius: 8,
        spanGaps: false,
      })),
    },
    options: {
      // Nothing moves, for whoever does not want it and for all others.
      animation: false,
      maintainAspectRatio: false,
      locale: language,
      color: palette.text,
      font: { family: palette.font, size: 12 },
      interaction: { mode: 'index', axis: 'x', intersect: false },
      scales: {
        x: {
          type: 'linear',
          min: from,
          max: to,
          grid: { color: palette.lines, drawOnChartArea: false },
          border: { color: palette.lines },
          afterBuildTicks: (axis) => {
            axis.ticks = ticks.map((value) => ({ value }));
          },
          ticks: { color: palette.text, maxRotation: 0, callback: (value) => short.format(Number(value)) },
        },
        y: {
          min: 0,
          max: 100,
          grid: { color: palette.lines, lineWidth: 0.5 },
          border: { display: false },
          ticks: { color: palette.text, stepSize: 25, callback: (value) => percent.format(Number(value) / 100) },
        },
      },
      plugins: {
        legend: {
          display: series.length > 1,
          position: 'bottom',
          // As the lines look, not as boxes.
          labels: { color: palette.text, usePointStyle: true, pointStyle: 'line', pointStyleWidth: 28 },
        },
        tooltip: {
          backgroundColor: palette.background,
          borderColor: palette.text,
          borderWidth: 1,
          titleColor: palette.text,
          bodyColor: palette.text,
          callbacks: {
            title: ([item]) => (item ? long.format(Number(item.parsed.x)) : ''),
            label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${percent.format(Number(parsed.y) / 100)}`,
          },
        },
      },
    },
  };
}

/** Where a value is missing, a point without one makes the gap. */
function pointsOf(times: readonly number[], values: readonly number[], periodMs: number): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  times.forEach((x, index) => {
    const before = times[index - 1];
    if (before !== undefined && x - before > 1.5 * periodMs) points.push({ x: before + periodMs, y: NaN });
    points.push({ x, y: values[index] ?? NaN });
  });
  return points;
}
