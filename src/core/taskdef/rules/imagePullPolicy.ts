import { property, textOf } from '../node.ts';
import type { Rule } from '../rule.ts';
import { message } from '../../text/message.ts';
import { manifestExample } from './support/examples.ts';
import { workloadFixes } from './support/fixes.ts';
import { mayMove, podImages } from './support/images.ts';
import { kubernetes } from './support/sources.ts';

export const imagePullPolicy: Rule = {
  id: 'image-pull-policy',
  severity: 'info',
  title: 'Pods outside AWS that need the registry for every start',
  docs: `With \`imagePullPolicy: Always\`, the kubelet asks the registry each time that it starts a container. Layers that
the host has are not downloaded again, so this costs hardly any transfer. But while the internet connection is down, no
container starts, not even one whose image is there: after a power cut, hosts may come back before their router does.

An image with a digest never changes, and a version should not: \`IfNotPresent\`, which is what Kubernetes takes for both
where nothing is said, starts what is there. Hosts that have the image then never learn that a tag was moved. Keep
\`Always\` where pods of several owners share hosts and not all may use each other's private images.

It is told for pods that ask for EKS Hybrid Nodes, or that may run on hosts outside AWS which are known.`,
  source: kubernetes('concepts/containers/images'),
  good: manifestExample('image: public.ecr.aws/nginx/nginx:1.29', 'imagePullPolicy: IfNotPresent'),
  bad: manifestExample('image: public.ecr.aws/nginx/nginx:1.29', 'imagePullPolicy: Always'),
  checkWorkload(context, report) {
    if (!context.external) return;
    for (const { container, reference } of podImages(context.workload)) {
      const policy = property(container, 'imagePullPolicy');
      if (policy === undefined || textOf(policy) !== 'Always' || mayMove(reference)) continue;
      const text =
        reference.digest === undefined
          ? message(
              'Every start asks the registry, and fails while it is out of reach, even if the host has this version',
            )
          : message('Every start asks the registry, and fails while it is out of reach, though a digest never changes');
      report(policy, text, workloadFixes(context).replace(policy, 'IfNotPresent'));
    }
  },
};
