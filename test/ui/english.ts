import type { Locator } from 'playwright-core';

/** Names of products, of what AWS and Kubernetes call so in any language, and of what the demo account has. */
const names =
  /\b(?:External Instances for Amazon ECS and EKS|Amazon|AWS|ECS|EKS|EC2|ECR|SSM|IAM|VPC|VPN|CNI|API|CPU|vCPU|ARM|GPU|OS|ID|USD|UTC|TLS|DNS|SSO|Anywhere|Fargate|Connector|Hybrid|Nodes|Distro|Auto Mode|Systems Manager|Session Manager|Run Command|Service Connect|Elastic Load Balancing|CloudTrail|CloudWatch|Logs|Cost Explorer|Docker|Hub|Kubernetes|Deployment|Raspberry Pi|Zero|Compute Module|Model|Rev|Ubuntu|Debian|Amazon Linux|Linux|Windows|Server|Red Hat|Enterprise|Rocky|GNU|External Instances|Visual Studio Code|VS Code|GitHub|Copilot|Markdown|JSON|YAML|Terraform|CloudFormation|Infracost|Skyplane|Karpenter|Direct Connect|What-if|Home Assistant|UTF|LF|CRLF|Spaces|Workspace)\b/g;

/** What users of the demo account called their things. */
const given = /Hybrid nodes of the orchard|Old machines in the workshop|Raspberry Pi for the greenhouse/g;

/** Of newer windows than the language pack is for. */
const ofVsCode = /^(?:Actions for .*|Copy code block)$/;

/** Several words of English one after the other: a name is mostly shorter, or has signs in it. */
const sentence = /(?<![\w./:@=-])[A-Za-z][a-z’']*(?:,? [a-z][a-z’']+){2,}(?![\w./:@=-])/;

/** Those of the texts that hold a sentence of English, or a good part of one. Commands for a shell are none. */
export function englishIn(texts: Iterable<string>): readonly string[] {
  const rest = (text: string): string => text.replace(given, '·').replace(names, '·');
  return [...new Set(texts)].filter(
    (text) => !text.startsWith('sudo ') && !ofVsCode.test(text) && sentence.test(rest(text)),
  );
}

/** The lines that are shown in a place, and what is said of its parts. */
export async function textsIn(place: Locator): Promise<readonly string[]> {
  const lines = (await place.allInnerTexts()).flatMap((text) => text.replaceAll('\u00A0', ' ').split('\n'));
  const labels = await place
    .locator('[aria-label], [title]')
    .evaluateAll((nodes: Labelled[]) =>
      nodes.flatMap((node) => ['aria-label', 'title'].map((name) => node.getAttribute(name) ?? '')),
    );
  return [...lines, ...labels].filter((text) => text.trim() !== '');
}

/** An element: there are no DOM types in tests. */
interface Labelled {
  getAttribute(name: string): string | null;
}
