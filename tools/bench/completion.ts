import { stringify } from 'yaml';
import { complete } from '../../src/core/taskdef/completion/complete.ts';
import { parseDocument } from '../../src/core/taskdef/parse/parseDocument.ts';
import { hclParser } from '../../test/unit/hcl.ts';
import { atMost, information, median, type Benchmark } from './figure.ts';

const rounds = 60;

/** What it takes to say what may be written at the end of a large task definition. */
export const completion: Benchmark = {
  name: 'completion',
  async measure() {
    const hcl = await hclParser();
    return Object.entries(samples()).flatMap(([languageId, text]) => {
      const offset = text.indexOf('¦');
      const input = { text: text.replace('¦', ''), languageId, fileName: `task.${languageId}` };
      const reads: number[] = [];
      const answers: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        const document = parseDocument(input, hcl);
        const read = performance.now();
        const { items } = complete(input.text, offset, document);
        answers.push(performance.now() - read);
        reads.push(read - start);
        if (items.length === 0) throw new Error(`Nothing is offered in ${languageId}.`);
      }
      // The first rounds compile.
      const [answer, read] = [answers, reads].map((times) => median(times.slice(rounds / 3)));
      if (answer === undefined || read === undefined) throw new Error('Nothing was measured.');
      const size = `${Math.round(text.length / 1000)} kB of ${languageId}`;
      return [
        atMost(50, `completion: answered at the end of ${size}`, answer, 'ms'),
        information(`completion: ${size}, read before, in a thread of its own`, read, 'ms'),
      ];
    });
  },
};

/** Ten containers, as many as a task may have, with environments that bring it to 64 KB; the last has a name half typed. */
function samples(): Readonly<Record<string, string>> {
  const containers = (settings: number): readonly object[] =>
    Array.from({ length: 10 }, (_, index) => ({
      name: `worker-${index}`,
      image: `111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/worker:1.${index}`,
      memoryReservation: 256,
      environment: Array.from({ length: settings }, (_, each) => ({ name: `SETTING_${each}`, value: 'x'.repeat(12) })),
      ...(index === 9 && { zz: 1 }),
    }));
  const json = JSON.stringify({ family: 'large', containerDefinitions: containers(90) }, undefined, 1);
  const capitals = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, each: unknown) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(
            Object.entries(each).map(([name, inner]) => [name.charAt(0).toUpperCase() + name.slice(1), inner]),
          )
        : each,
    );
  const Properties = { Family: 'large', ContainerDefinitions: capitals(containers(98)) };
  const yaml = stringify({ Resources: { Large: { Type: 'AWS::ECS::TaskDefinition', Properties } } });
  const list = JSON.stringify(containers(83), undefined, 2).replace(/"(\w+)": /g, '$1 = ');
  return {
    json: json.replace('"zz": 1', '"port¦"'),
    yaml: yaml.replace('Zz: 1', 'Port¦'),
    terraform:
      `resource "aws_ecs_task_definition" "large" {\n  container_definitions = jsonencode(${list})\n}\n`.replace(
        'zz = 1',
        'port¦',
      ),
  };
}
