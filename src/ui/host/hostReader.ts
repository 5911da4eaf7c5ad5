import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { Failure } from '../../core/failure.ts';
import { Emitter, type Subscription } from '../../core/event.ts';
import type { AccountFleet } from '../../core/fleet/accountFleet.ts';
import type { Fleet } from '../../core/fleet/fleet.ts';
import type { Host } from '../../core/fleet/host.ts';
import type { Task } from '../../core/fleet/model.ts';
import type { KubePod } from '../../core/kubernetes/model.ts';
import type { Part } from '../../core/fleet/part.ts';
import type { TagMap } from '../../core/operate/ecsOperations.ts';
import type { Disconnection, RestartFacts } from '../../core/operate/disconnected.ts';
import { disconnectionOf } from '../../core/operate/disconnected.ts';
import { runProbe } from '../../core/operate/diagnose/runProbe.ts';
import {
  findHostMetrics,
  metricWindow,
  readCurves,
  type HostMetric,
  type MetricRange,
} from '../../core/operate/metrics/hostMetrics.ts';
import { momentOf, momentScript } from '../../core/operate/metrics/moment.ts';
import type { OperateAccess } from '../../core/operate/operate.ts';
import { disconnectionFacts } from '../operate/disconnectionFacts.ts';
import type { HostCharts, Late, Said } from './build/hostInput.ts';
import { findHost, newestAgents, type FoundHost, type NewestAgents } from './findHost.ts';
import type { HostSubject } from './hostModel.ts';

export interface HostReaderNeeds {
  readonly fleet: Pick<Fleet, 'account' | 'onDidChange'>;
  readonly ensureShown: () => Promise<void>;
  readonly operate: (account: AccountFleet) => Promise<OperateAccess>;
  /** Of a task definition; `undefined` where it is not known. */
  readonly restartFacts: (account: AccountFleet, arns: readonly string[]) => Promise<ReadonlyMap<string, RestartFacts>>;
  /** For the log. */
  readonly failed: (what: string, error: unknown) => void;
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** In quick succession, in milliseconds: what the fleet tells comes in many steps. */
  readonly settling?: number;
}

/** What is known of one host by now. */
export interface HostKnown {
  readonly account?: AccountFleet | undefined;
  readonly host: Late<Host>;
  readonly asOf?: number;
  readonly newest: NewestAgents;
  readonly disconnection?: Disconnection | undefined;
  readonly tasks: Late<readonly Task[]>;
  readonly pods: Late<readonly KubePod[]>;
  readonly nodeTags: Late<TagMap>;
  readonly charts: Late<HostCharts>;
  readonly said: Late<Said>;
  readonly range: MetricRange;
}

/**
 * Reads what the page of a host shows, each part by itself: one that fails or takes long holds up no other. The host, its
 * tasks and its pods are the fleet's own readings, so that they cost a request only where nobody has read them; tags and
 * metrics are read once, and again when somebody refreshes.
 */
export class HostReader {
  readonly subject: HostSubject;
  readonly #needs: HostReaderNeeds;
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Subscription;
  readonly #end = new AbortController();
  #known: HostKnown = {
    host: { isReading: true },
    newest: {},
    tasks: {},
    pods: {},
    nodeTags: {},
    charts: {},
    said: {},
    range: '3h',
  };
  /** Counts reads of the same kind: an answer that comes after that of a later question is old. */
  readonly #asked = { host: 0, charts: 0, tags: 0 };
  #metrics: readonly HostMetric[] | undefined;
  #definitions: ReadonlyMap<string, RestartFacts> | undefined;
  #hasReadOwn = false;
  #timer: NodeJS.Timeout | undefined;
  #isSleeping = true;

  readonly onDidChange = this.#changed.event;

  constructor(subject: HostSubject, needs: HostReaderNeeds) {
    this.subject = subject;
    this.#needs = needs;
    this.#now = needs.now ?? Date.now;
    this.#subscription = needs.fleet.onDidChange(({ account }) => {
      if (account && account.key !== subject.account) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#readFleet(), needs.settling ?? 150);
    });
  }

  get known(): HostKnown {
    return this.#known;
  }

  /** The page is seen: what is not known is read. Never rejects. */
  async wake(range?: MetricRange): Promise<void> {
    this.#isSleeping = false;
    if (range) this.#set({ range });
    await this.#readFleet();
  }

  /** The page is not seen: nothing is read for it until it is. */
  sleep(): void {
    this.#isSleeping = true;
  }

  /** Reads all of it anew. Never rejects. */
  async refresh(): Promise<void> {
    this.#hasReadOwn = false;
    this.#metrics = undefined;
    // Tells of itself, by which the host is read.
    await this.#known.account?.refresh().catch((error: unknown) => this.#needs.failed('Refreshing a host', error));
    await this.#readFleet();
  }

  /** Never rejects. */
  async choose(range: MetricRange): Promise<void> {
    if (range === this.#known.range) return;
    this.#set({ range });
    await this.#readCharts();
  }

  /** They were changed. Never rejects. */
  async readTagsAgain(): Promise<void> {
    const { account, host } = this.#known;
    if (account && host.value && !this.#isSleeping) await this.#readTags(account, host.value);
    else this.#hasReadOwn = false;
  }

  /** Asks the host itself. Never rejects. */
  async readNow(): Promise<void> {
    const { account, host, said } = this.#known;
    if (!account || !host.value || said.isReading) return;
    const { value } = said;
    this.#set({ said: { ...(value && { value }), isReading: true } });
    const { signal } = this.#end;
    try {
      const { commands } = await this.#needs.operate(account);
      const pause = this.#needs.sleep ?? ((ms, stop) => sleep(ms, undefined, stop && { signal: stop }));
      const nodeId = host.value.id;
      const end = await runProbe(commands, {
        script: momentScript,
        nodeId,
        signal,
        sleep: pause,
        comment: 'Look at host',
      });
      if (end.kind === 'cancelled') return;
      if (end.kind === 'answered') {
        this.#set({ said: { value: { at: this.#now(), moment: momentOf(end.answer) } } });
        return;
      }
      const [reason, words] =
        end.kind === 'timedOut'
          ? (['timedOut', l10n.t('The host did not answer within two minutes.')] as const)
          : (['service', end.detail] as const);
      throw new Failure(reason, words, { service: 'SSM', operation: 'SendCommand' });
    } catch (error) {
      this.#needs.failed(`Asking ${host.value.id}`, error);
      this.#set({ said: { ...(value && { value }), failure: Failure.from(error) } });
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#isSleeping = true;
    this.#end.abort();
    this.#subscription.dispose();
  }

  #set(change: Partial<HostKnown>): void {
    this.#known = { ...this.#known, ...change };
    if (!this.#end.signal.aborted) this.#changed.fire();
  }

  async #readFleet(): Promise<void> {
    if (this.#isSleeping) return;
    const question = ++this.#asked.host;
    try {
      await this.#needs.ensureShown();
      const account = this.#needs.fleet.account(this.subject.account);
      const found = account ? await findHost(account, this.subject) : {};
      if (question !== this.#asked.host || this.#end.signal.aborted) return;
      this.#setHost(account, found);
      if (account && found.host) await this.#readParts(account, found.host, question);
    } catch (error) {
      if (question !== this.#asked.host) return;
      this.#needs.failed(`Reading ${this.subject.host}`, error);
      const { value } = this.#known.host;
      this.#set({ host: { ...(value && { value }), failure: Failure.from(error) } });
    }
  }

  #setHost(account: AccountFleet | undefined, { host, failure }: FoundHost): void {
    const kept = host ?? (failure ? this.#known.host.value : undefined);
    if (!kept?.instance && this.#known.disconnection) this.#set({ disconnection: undefined });
    // Accounts were shown anew: with other credentials, maybe.
    if (account !== this.#known.account) this.#hasReadOwn = false;
    this.#set({
      account,
      host: { ...(kept && { value: kept }), ...(failure && { failure }) },
      ...this.#asOf(account, host),
    });
  }

  async #readParts(account: AccountFleet, host: Host, question: number): Promise<void> {
    await Promise.all([
      this.#readRunning(account, host, question),
      newestAgents(account, host).then((newest) => this.#set({ newest })),
      this.#hasReadOwn ? this.#readOldCharts() : this.#readOwn(account, host),
    ]);
  }

  #asOf(account: AccountFleet | undefined, host: Host | undefined): Pick<HostKnown, 'asOf'> {
    const asOf = host?.cluster && account?.hostsAsOf(host.cluster);
    return asOf === undefined ? {} : { asOf };
  }

  async #readRunning(account: AccountFleet, host: Host, question: number): Promise<void> {
    if (host.instance) {
      if (!this.#known.tasks.value) this.#set({ tasks: { isReading: true } });
      const tasks = lateOf(await account.hostTasks(host), this.#known.tasks.value);
      if (question !== this.#asked.host) return;
      this.#set({ tasks });
      await this.#tellDisconnection(account, host, tasks.value ?? [], question);
      return;
    }
    if (!host.kube) return;
    if (!this.#known.pods.value) this.#set({ pods: { isReading: true } });
    const pods = lateOf(await account.pods(host), this.#known.pods.value);
    if (question === this.#asked.host) this.#set({ pods });
  }

  async #tellDisconnection(account: AccountFleet, host: Host, tasks: readonly Task[], question: number): Promise<void> {
    const facts = { ...disconnectionFacts(account, host, this.#now()), tasks };
    const disconnection = disconnectionOf({ ...facts, definitions: this.#definitions });
    this.#set({ disconnection });
    if (!disconnection) return;
    // A revision never changes: what is known of it stays.
    const arns = new Set(disconnection.unknownRestart.map(({ taskDefinitionArn }) => taskDefinitionArn));
    if (arns.size === 0) return;
    const more = await this.#needs.restartFacts(account, [...arns]).catch((error: unknown) => {
      // Who may not read them is told of the rest.
      this.#needs.failed(`Reading the task definitions of ${host.id}`, error);
      return undefined;
    });
    if (!more || question !== this.#asked.host) return;
    this.#definitions = new Map([...(this.#definitions ?? []), ...more]);
    this.#set({ disconnection: disconnectionOf({ ...facts, definitions: this.#definitions }) });
  }

  /** What the fleet does not read. */
  async #readOwn(account: AccountFleet, host: Host): Promise<void> {
    this.#hasReadOwn = true;
    await Promise.all([this.#readTags(account, host), this.#readCharts()]);
  }

  /** The page was away for so long that its curves end long ago. */
  async #readOldCharts(): Promise<void> {
    const { value, isReading } = this.#known.charts;
    if (!value || isReading || this.#metrics?.length === 0) return;
    const { to, periodSeconds } = value.window;
    if (this.#now() > to + 2 * periodSeconds * 1000) await this.#readCharts();
  }

  async #readTags(account: AccountFleet, { node }: Host): Promise<void> {
    if (!node) return;
    const question = ++this.#asked.tags;
    const { value } = this.#known.nodeTags;
    this.#set({ nodeTags: { ...(value && { value }), isReading: true } });
    const { signal } = this.#end;
    const nodeTags = await this.#needs
      .operate(account)
      .then((access) => access.ecs.nodeTags(node.id, signal))
      .then(
        (tags): Late<TagMap> => ({ value: tags }),
        (error: unknown) => this.#lost(`Reading tags of ${node.id}`, error, value),
      );
    if (question === this.#asked.tags) this.#set({ nodeTags });
  }

  async #readCharts(): Promise<void> {
    const { account, host, range, charts } = this.#known;
    if (!account || !host.value) return;
    const question = ++this.#asked.charts;
    const { value } = charts;
    const shown = host.value;
    this.#set({ charts: { ...(value && { value }), isReading: true } });
    const { signal } = this.#end;
    let answer: Late<HostCharts>;
    try {
      const { metrics } = await this.#needs.operate(account);
      const found = this.#metrics ?? (await findHostMetrics(metrics, shown, signal));
      if (question === this.#asked.charts) this.#metrics = found;
      const window = metricWindow(range, this.#now());
      answer = { value: { window, curves: await readCurves(metrics, found, window, signal) } };
    } catch (error) {
      // The curves of another range would stand under the name of this one.
      answer = this.#lost<HostCharts>(`Reading metrics of ${shown.id}`, error, undefined);
    }
    if (question === this.#asked.charts) this.#set({ charts: answer });
  }

  #lost<T>(what: string, error: unknown, value: T | undefined): Late<T> {
    if (!this.#end.signal.aborted) this.#needs.failed(what, error);
    return { ...(value !== undefined && { value }), failure: Failure.from(error) };
  }
}

/** What can't be read now keeps its last good answer. */
function lateOf<T>({ value, failures }: Part<readonly T[]>, last: readonly T[] | undefined): Late<readonly T[]> {
  const [failure] = failures;
  if (!failure) return { value };
  const known = value.length > 0 ? value : last;
  return { ...(known && { value: known }), failure };
}
