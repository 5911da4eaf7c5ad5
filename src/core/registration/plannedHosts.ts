import type { HostPlan } from './plan.ts';

/** How many hosts a plan names; `undefined` where it names none, and whoever has the script may be one. */
export function plannedHosts(plan: HostPlan): number | undefined {
  return 'form' in plan && plan.form.kind === 'many' ? new Set(plan.form.hosts).size : undefined;
}
