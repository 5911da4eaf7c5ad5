import type { Failure } from '../../../core/failure.ts';
import type { Host } from '../../../core/fleet/host.ts';
import type { AccountRef, Task } from '../../../core/fleet/model.ts';
import type { KubePod } from '../../../core/kubernetes/model.ts';
import type { Disconnection } from '../../../core/operate/disconnected.ts';
import type { TagMap } from '../../../core/operate/ecsOperations.ts';
import type { HostCurve, MetricRange } from '../../../core/operate/metrics/hostMetrics.ts';
import type { MetricWindow } from '../../../core/operate/metrics/model.ts';
import type { Moment } from '../../../core/operate/metrics/moment.ts';
import type { ActionId } from '../messages.ts';
import type { HostSubject } from '../hostModel.ts';

/** What is read by itself: it may be under way, and fail, while all else is known. The last good answer stays. */
export interface Late<T> {
  readonly value?: T;
  readonly failure?: Failure;
  readonly isReading?: boolean;
}

export interface HostCharts {
  readonly window: MetricWindow;
  /** Empty where CloudWatch has no metrics of the host. */
  readonly curves: readonly HostCurve[];
}

/** What the host said when it was asked. */
export interface Said {
  readonly at: number;
  readonly moment: Moment;
}

/** What a host costs, in words of the cost report. */
export interface HostCost {
  readonly label: string;
  readonly soFar: string;
  readonly projected: string;
}

/** All that is known of a host: what the page is made of. Times are milliseconds since the epoch. */
export interface HostInput {
  readonly subject: HostSubject;
  readonly ref: AccountRef;
  readonly accountName: string;
  /** It is still one of those that are shown. */
  readonly hasAccount: boolean;
  /** BCP 47 */
  readonly locale: string;
  readonly now: number;
  /** `value` absent and not reading: it is not there any more. */
  readonly host: Late<Host>;
  /** When the host was read. */
  readonly asOf?: number;
  readonly newestEcsAgent?: string;
  readonly newestSsmAgent?: string;
  /** Of the activation that it came by, as far as it is known. */
  readonly activationName?: string;
  readonly disconnection?: Disconnection | undefined;
  readonly tasks: Late<readonly Task[]>;
  readonly pods: Late<readonly KubePod[]>;
  /** In SSM. */
  readonly nodeTags: Late<TagMap>;
  readonly charts: Late<HostCharts>;
  readonly range: MetricRange;
  readonly said: Late<Said>;
  readonly costs: readonly HostCost[];
  /** What can be done with it now. */
  readonly actions: readonly ActionId[];
  /** What is refused now, as in read-only mode: no button offers it. */
  readonly refused: readonly ActionId[];
}
