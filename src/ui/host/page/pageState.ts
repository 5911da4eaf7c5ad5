import { metricRanges, type MetricRange } from '../../../core/operate/metrics/hostMetrics.ts';
import type { HostSubject } from '../hostModel.ts';
import type { ReadingState } from '../../report/page/reading.ts';

/** What VS Code keeps of the page while it is hidden, and over a restart. What is known of the host is asked for anew. */
export interface PageState extends ReadingState {
  readonly subject?: HostSubject;
  readonly range?: MetricRange;
}

export interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: PageState): void;
}

/** What an older version kept may look otherwise. */
export function keptState(value: unknown): PageState {
  const kept: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const range = metricRanges.find((each) => each === kept.range);
  const open = Array.isArray(kept.open) ? kept.open.filter((each) => typeof each === 'string') : [];
  return { ...(range && { range }), open, scrolled: typeof kept.scrolled === 'number' ? kept.scrolled : 0 };
}
