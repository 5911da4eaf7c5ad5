import type { KubeNode } from '../kubernetes/model.ts';
import type { ContainerInstance, ManagedNode } from './model.ts';

export type MachineKind = 'raspberryPi' | 'arm64' | 'x86' | 'unknown';

export interface Machine {
  readonly kind: MachineKind;
  /** What the board calls itself (`Raspberry Pi 5 Model B Rev 1.0`), when the host passed it on. */
  readonly board?: string;
  /** False when a Raspberry Pi is only guessed from its name. */
  readonly certain: boolean;
}

/**
 * The ECS attribute in which a host passes on its board. ECS has no field for it, and SSM inventory knows only the CPU
 * (`Cortex-A76`), so the machine itself must say it when it registers.
 */
export const boardAttribute = 'external-instances.board';

type Architecture = 'arm64' | 'x86' | 'unknown';

const architectures: Readonly<Record<string, Architecture>> = {
  arm64: 'arm64',
  aarch64: 'arm64',
  x86_64: 'x86',
  amd64: 'x86',
};

/** `raspberrypi`, `rpi-4`, `pi5-kitchen`, `kitchen-pi`; not `pipeline` or `api`. */
const piName = /raspberry|(?:^|[^a-z])r?pi[-_ ]?(?:[0-9]+|zero)?(?:$|[^a-z0-9])/i;

/** What kind of machine stands behind a container instance, a managed node, a Kubernetes node, or several of them. */
export function machineOf(
  instance: ContainerInstance | undefined,
  node: ManagedNode | undefined,
  kube?: Pick<KubeNode, 'name' | 'architecture'>,
): Machine {
  const architecture = architectureOf(instance, node, kube);
  const board = instance?.attributes[boardAttribute];
  if (board) return { kind: kindOfBoard(board, architecture), board, certain: true };

  const names = [node?.name, node?.computerName, kube?.name].filter((name) => name !== undefined);
  if (architecture === 'arm64' && names.some((name) => piName.test(name))) {
    return { kind: 'raspberryPi', certain: false };
  }
  return { kind: architecture, certain: architecture !== 'unknown' };
}

function kindOfBoard(board: string, architecture: Architecture): MachineKind {
  return /raspberry pi/i.test(board) ? 'raspberryPi' : architecture;
}

/** The agent says `x86_64` or `arm64` in an attribute that it sends in external mode only; SSM and Kubernetes say it too. */
function architectureOf(
  instance: ContainerInstance | undefined,
  node: ManagedNode | undefined,
  kube: Pick<KubeNode, 'architecture'> | undefined,
): Architecture {
  const names = [instance?.attributes['ecs.cpu-architecture'], node?.architecture, kube?.architecture];
  const name = names.find((each) => each !== undefined && each !== '');
  return architectures[name?.toLowerCase() ?? ''] ?? 'unknown';
}
