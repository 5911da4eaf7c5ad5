import assert from 'node:assert/strict';
import { ecsCluster, instance } from '../../../test/unit/fleetLiterals.ts';
import { imageVariant } from '../../../test/unit/imageLiterals.ts';
import { shippedPrices } from '../../core/cost/shippedPrices.ts';
import type { ContainerInstance } from '../../core/fleet/model.ts';
import type { ImageDetails } from '../../core/images/gateway.ts';
import { itemsOf, property } from '../../core/taskdef/node.ts';
import { parseDocument } from '../../core/taskdef/parse/parseDocument.ts';
import { messageText } from '../../core/text/message.ts';
import { imageWords, loggingWords, type Wording } from './figures.ts';
import type { HintHosts } from './hostKinds.ts';
import { definitionHints, type DefinitionHints } from './hints.ts';
import type { HostGroups } from './taskGroups.ts';
import { lensCostWords, rollOutWords } from './words.ts';

const home = ecsCluster('home');
const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1';
const asOf = Date.UTC(2026, 10, 22, 12);
const wording: Wording = { locale: 'en', now: asOf };

const host = (id: string, architecture: string): ContainerInstance =>
  instance(id, home, {
    attributes: {
      'ecs.cpu-architecture': architecture,
      'com.amazonaws.ecs.capability.ecr-auth': '',
      'com.amazonaws.ecs.capability.logging-driver.awslogs': '',
    },
  });
const [pi, pi2, nuc] = [host('1', 'arm64'), host('2', 'arm64'), host('3', 'x86_64')];
const hosts: HintHosts = {
  account: { source: { kind: 'demo' }, region: 'eu-central-1' },
  cluster: home,
  asOf,
  isOld: false,
  instances: [pi, pi2, nuc],
  names: {},
};

const both: ImageDetails = { digest: 'd', variants: [imageVariant('arm64', 100e6), imageVariant('amd64', 150e6)] };

interface Known {
  readonly details?: ImageDetails;
  readonly hosts?: HintHosts;
  readonly groups?: HostGroups;
}

const container = { name: 'web', image, cpu: 320, memory: 192 };

/** Counts how often the groups of tasks were asked for. */
function hintsOf(text: string, { details = both, hosts: known = hosts, groups }: Known, fileName = 'a.json') {
  let asked = 0;
  const facts = {
    hosts: known,
    mayAsk: true,
    image: () => ({ details, asOf }),
    isEarlier: () => false,
    groupsOn: () => {
      asked++;
      return groups;
    },
  };
  const languageId = fileName.endsWith('json') ? 'json' : 'yaml';
  const document = parseDocument({ text, languageId, fileName }, undefined);
  const hints: DefinitionHints = definitionHints(document.definitions[0]!, document, facts, {
    prices: shippedPrices,
    hoursPerMonth: 730,
    region: 'us-east-1',
  });
  return { hints, asked };
}

const json = (over: object = {}, ofContainer: object = {}): string =>
  JSON.stringify({ family: 'web', containerDefinitions: [{ ...container, ...ofContainer }], ...over });

describe('hints of a task definition', () => {
  it('compare places that run its images: what they are for is known', () => {
    const cost = (details: ImageDetails): string => lensCostWords(hintsOf(json(), { details }).hints.cost, 'en');
    assert.match(cost(both), /Fargate x86 \$20\.72, ARM \$16\.58 · EC2 t4g\.nano \$3\.50 ✓/);
    const intel = { digest: 'd', variants: [imageVariant('amd64', 1)] };
    assert.match(cost(intel), /Fargate x86 \$20\.72 · EC2 t3a\.nano \$3\.94 ✓/);
    assert.match(cost({ digest: 'd', variants: [imageVariant('arm64', 1)] }), /Fargate ARM \$16\.58 · EC2 t4g\.nano/);
  });

  it('tell all inputs of what a roll-out transfers, and costs', () => {
    const words = imageWords(hintsOf(json(), {}).hints.images[0]!, wording);
    for (const part of [
      '2 × arm64 | &nbsp;&nbsp;100 MB |',
      '1 × x86_64 | &nbsp;&nbsp;150 MB |',
      'measured',
      'A roll-out to 3 hosts transfers 350 MB&#44; &#36;0&#46;00 to &#36;0&#46;03',
      'The first 100 GB that leave AWS in a month are free&#44; over all its services and Regions',
      '2026-09-16',
      '&#36;0&#46;09 per GB&#44; list price',
      '2024-09-25',
      'On a bill a GB has 2³⁰ bytes',
    ]) {
      assert.ok(words.includes(part), `${part}\n${words}`);
    }
  });

  it('promise nothing free where nothing is', () => {
    const gov = image.replace('eu-central-1', 'us-gov-west-1');
    const words = imageWords(hintsOf(json({}, { image: gov }), {}).hints.images[0]!, wording);
    assert.match(words, /&#36;0&#46;155 per GB/);
    assert.doesNotMatch(words, /free/);
  });

  it('say of a transfer that it is an estimate, where a size is', () => {
    const [hint] = hintsOf(json(), { details: { digest: 'd', variants: [], largestBytes: 100e6 } }).hints.images;
    assert.equal(rollOutWords(hint!.rollOut!, 'en'), 'a roll-out to 3 hosts transfers at most 300 MB, $0.00 to $0.03');
  });

  it('tell which hosts offer the log driver, and what CloudWatch Logs takes, in the Region of the text', () => {
    const words = (logConfiguration: object, known?: HintHosts): readonly string[] => {
      const { hints } = hintsOf(json({}, { logConfiguration }), {});
      const [first] = itemsOf(property(hints.definition.root, 'containerDefinitions'));
      const { cost } = hints;
      return loggingWords(
        property(first, 'logConfiguration'),
        { cost, ...(known && { hosts: known }) },
        { prices: shippedPrices, wording },
      );
    };
    const [offered, prices = ''] = words(
      { logDriver: 'awslogs', options: { 'awslogs-region': 'ap-northeast-1' } },
      hosts,
    );
    assert.equal(offered, 'awslogs is offered by 3 of 3 hosts in home');
    assert.match(
      prices,
      /in ap-northeast-1&#58; &#36;0&#46;76 per GB.+\n.+compressed&#58; &#36;0&#46;033 per GB-month/,
    );
    // Without hosts, and where the Region is that of the account.
    assert.match(words({ logDriver: 'awslogs' })[0]!, /in eu-central-1&#58; &#36;0&#46;63 per GB/);
    assert.match(words({ logDriver: 'awslogs', options: { 'awslogs-region': '' } })[0]!, /in eu-central-1/);
    assert.deepEqual(words({ logDriver: 'json-file' }), []);
    assert.deepEqual(words({ logDriver: 'awslogs', options: { 'awslogs-region': 'cn-north-1' } }), []);
    assert.deepEqual(words({}), []);
  });

  it('place by what runs on the hosts, and ask for that only where a constraint does', () => {
    const groups: HostGroups = new Map([[pi.arn, ['service:web']]]);
    const plain = hintsOf(json(), { groups });
    assert.deepEqual([plain.asked, plain.hints.placement?.fits.length], [0, 3]);
    const alone = json({ placementConstraints: [{ type: 'memberOf', expression: 'not(task:group == service:web)' }] });
    const placed = hintsOf(alone, { groups });
    assert.deepEqual([placed.asked, placed.hints.placement?.fits.length], [1, 2]);
    // Not known yet.
    assert.equal(hintsOf(alone, {}).hints.placement?.fits.length, 3);
  });

  it('place one task a host of a service with distinctInstance', () => {
    const stack = `Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - { Name: web, Image: web, Memory: 192 }
  Service:
    Type: AWS::ECS::Service
    Properties:
      ServiceName: web
      TaskDefinition: !Ref Task
      PlacementConstraints:
        - Type: distinctInstance
`;
    const { hints } = hintsOf(stack, { groups: new Map([[pi.arn, ['service:web']]]) }, 'stack.yaml');
    assert.deepEqual(
      hints.placement?.others.map(({ instance: { arn }, reason }) => [arn, messageText(reason)]),
      [[pi.arn, 'already runs a task of service:web, which has each on another host (distinctInstance)']],
    );
  });
});
