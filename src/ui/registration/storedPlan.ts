import { containerdSources } from '../../core/registration/eks/containerd.ts';
import { connectorProviders } from '../../core/registration/eksRegistration.ts';
import type {
  EcsLinuxPlan,
  FirstBoot,
  HostKind,
  HostPlan,
  ManyMachines,
  OneMachine,
} from '../../core/registration/plan.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A plan as it was stored, narrowed to what a plan is made of: what this version does not know is left out, a proxy too.
 * `undefined` for a kind that it does not know, and where a part is broken: a script that differs from what was asked
 * for would be worse than none.
 */
export function toPlan(stored: unknown): HostPlan | undefined {
  try {
    return plan(fields(stored));
  } catch (error) {
    if (error instanceof BrokenPlan) return undefined;
    throw error;
  }
}

class BrokenPlan extends Error {}

function plan(stored: Fields): HostPlan {
  const kind = stored.kind as HostKind;
  switch (kind) {
    case 'ecsLinux':
      return { kind, form: ecsForm(fields(stored.form)), host: hostOptions(fields(stored.host)) };
    case 'ecsWindows':
      return { kind };
    case 'hybridNode':
      return {
        kind,
        form: form(fields(stored.form)),
        kubernetesVersion: text(stored.kubernetesVersion),
        ...optional('containerdSource', stored, (value) => oneOf(containerdSources, value)),
      };
    case 'connector':
      return {
        kind,
        by: oneOf(['manifest', 'helm'], stored.by),
        provider: oneOf(connectorProviders, stored.provider),
        ...optional('context', stored, text),
      };
    case 'ssmOnly':
      return { kind, form: form(fields(stored.form)) };
    default:
      kind satisfies never;
      return broken();
  }
}

function ecsForm(stored: Fields): EcsLinuxPlan['form'] {
  return stored.kind === 'firstBoot' ? firstBoot(stored) : form(stored);
}

function form(stored: Fields): OneMachine | ManyMachines {
  switch (stored.kind) {
    case 'script':
      return { kind: 'script', ...optional('ssh', stored, text), ...optional('elsewhere', stored, flag) };
    case 'many':
      return { kind: 'many', hosts: texts(stored.hosts), by: oneOf(['ssh', 'ansible'], stored.by) };
    default:
      return broken();
  }
}

function firstBoot(stored: Fields): FirstBoot {
  return {
    kind: 'firstBoot',
    ...optional('hostname', stored, text),
    authorizedKeys: texts(stored.authorizedKeys),
  };
}

function hostOptions(stored: Fields): EcsLinuxPlan['host'] {
  return {
    attributes: textsByName(stored.attributes),
    tags: textsByName(stored.tags),
    ...optional('dockerSource', stored, (value) => oneOf(['all', 'docker', 'distro', 'none'], value)),
    ...optional('gpu', stored, flag),
    ...optional('ipCompatibility', stored, (value) => oneOf(['ipv4', 'ipv6'], value)),
  };
}

function optional<K extends string, T>(name: K, stored: Fields, narrow: (value: unknown) => T): Partial<Record<K, T>> {
  return stored[name] === undefined ? {} : ({ [name]: narrow(stored[name]) } as Record<K, T>);
}

function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return broken();
  return value as Fields;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : broken();
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : broken();
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as unknown[]).map(text) : broken();
}

function textsByName(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields(value)).map(([name, each]) => [name, text(each)]));
}

function oneOf<const T extends string>(allowed: readonly T[], value: unknown): T {
  return allowed.find((each) => each === value) ?? broken();
}

function broken(): never {
  throw new BrokenPlan();
}
