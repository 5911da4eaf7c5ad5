import { hexId, uuid } from '../world.ts';
import type { KubernetesObject, PodContainerFacts, PodFacts } from './contents.ts';
import { resourceVersion, time } from './nodeObject.ts';

/** A `v1` `Pod` in the form in which a Kubernetes API writes it, without `managedFields` and what every pod has alike. */

export function podObject(facts: PodFacts): KubernetesObject {
  const { namespace, name, nodeName, owner, createdAt, containers } = facts;
  const uid = podUid(facts);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: resourceVersion(uid),
      creationTimestamp: time(createdAt),
      labels: facts.labels,
      ownerReferences: [
        {
          apiVersion: owner.kind === 'Node' ? 'v1' : 'apps/v1',
          kind: owner.kind,
          name: owner.name,
          uid: uuid(`${owner.kind} ${namespace} ${owner.name}`),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      containers: containers.map((each) => ({ name: each.name, image: each.image, imagePullPolicy: 'IfNotPresent' })),
      ...(nodeName === undefined ? {} : { nodeName }),
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
    },
    status: nodeName === undefined ? waitingForNode(createdAt) : statusOf(facts),
  };
}

function podUid({ namespace, name }: Pick<PodFacts, 'namespace' | 'name'>): string {
  return uuid(`pod ${namespace}/${name}`);
}

/** `Running` once all containers were started, though one may be waiting to be started again. */
export function phaseOf({ nodeName, containers }: PodFacts): 'Pending' | 'Running' {
  const wasStarted = ({ waiting, restarts = 0 }: PodContainerFacts): boolean => waiting === undefined || restarts > 0;
  return nodeName !== undefined && containers.every(wasStarted) ? 'Running' : 'Pending';
}

function waitingForNode(createdAt: number): object {
  return {
    phase: 'Pending',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0 nodes are available: insufficient memory.',
        lastProbeTime: null,
        lastTransitionTime: time(createdAt),
      },
    ],
    qosClass: 'Burstable',
  };
}

function statusOf(facts: PodFacts): object {
  const { createdAt, podIp, containers } = facts;
  const isReady = containers.every(({ waiting }) => waiting === undefined);
  const condition = (type: string, holds: boolean): object => ({
    type,
    status: holds ? 'True' : 'False',
    ...(holds ? {} : { reason: 'ContainersNotReady' }),
    lastProbeTime: null,
    lastTransitionTime: time(createdAt + 3_000),
  });
  return {
    phase: phaseOf(facts),
    conditions: [
      condition('Initialized', true),
      condition('Ready', isReady),
      condition('ContainersReady', isReady),
      condition('PodScheduled', true),
    ],
    ...(podIp === undefined ? {} : { podIP: podIp, podIPs: [{ ip: podIp }] }),
    startTime: time(createdAt),
    containerStatuses: containers.map((each) => containerStatus(each, createdAt)),
    qosClass: 'Burstable',
  };
}

function containerStatus({ name, image, restarts = 0, waiting }: PodContainerFacts, createdAt: number): object {
  const wasPulled = waiting === undefined || restarts > 0;
  return {
    name,
    image,
    imageID: wasPulled ? `${repositoryOf(image)}@sha256:${hexId(64, `image ${image}`)}` : '',
    ...(wasPulled ? { containerID: `containerd://${hexId(64, `container ${name} ${createdAt}`)}` } : {}),
    ready: waiting === undefined,
    started: waiting === undefined,
    restartCount: restarts,
    state: waiting === undefined ? { running: { startedAt: time(createdAt + 3_000) } } : { waiting },
    lastState: {},
  };
}

/** Without tag and digest; a port of the registry stays. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
