import assert from 'node:assert/strict';
import { propertiesAt, schemaAt } from './lookup.ts';

const reference = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

describe('the schema of a task definition', () => {
  it('knows a property of a container, with its docs and their page', () => {
    const image = schemaAt(['containerDefinitions', 0, 'image']);
    assert.equal(image?.path, 'containerDefinitions[].image');
    assert.equal(image.type, 'text');
    assert.match(image.docs, /^The image used to start a container\./);
    assert.equal(image.link, `${reference}/API_ContainerDefinition.html#ECS-Type-ContainerDefinition-image`);
  });

  it('knows what values AWS takes, of a text and of the items of an array', () => {
    assert.deepEqual(schemaAt(['networkMode'])?.values, ['awsvpc', 'bridge', 'host', 'none']);
    const compatibilities = ['EC2', 'EXTERNAL', 'FARGATE', 'MANAGED_INSTANCES'];
    assert.deepEqual(schemaAt(['requiresCompatibilities'])?.values, compatibilities);
    assert.deepEqual(schemaAt(['requiresCompatibilities', 0])?.values, compatibilities);
    assert.equal(schemaAt(['requiresCompatibilities', 0])?.type, 'text');
  });

  it('tells values that AWS only names in its text from those that are all', () => {
    const add = schemaAt(['containerDefinitions', 0, 'linuxParameters', 'capabilities', 'add', 0]);
    assert.equal(add?.values, undefined);
    assert.ok(add?.suggestions?.includes('NET_ADMIN'));
  });

  it('knows the options of the log driver that AWS tells of, and takes others', () => {
    const options = ['containerDefinitions', 0, 'logConfiguration', 'options'];
    const names = propertiesAt(options).map(({ name }) => name);
    assert.ok(names.includes('awslogs-group') && names.includes('max-buffer-size'), names.join());
    assert.match(schemaAt([...options, 'awslogs-group'])?.docs ?? '', /log group/);
    assert.equal(
      schemaAt([...options, 'awslogs-group'])?.link,
      `${reference}/API_LogConfiguration.html#ECS-Type-LogConfiguration-options`,
    );
    assert.equal(schemaAt([...options, 'tag'])?.type, 'text');
  });

  it('knows the members of a union', () => {
    const strategy = ['containerDefinitions', 0, 'resourceRequirements', 0, 'sharingStrategy'];
    assert.deepEqual(
      propertiesAt(strategy).map(({ name, required }) => ({ name, required })),
      [{ name: 'nvidiaMps', required: false }],
    );
  });

  it('tells what is required, what is of the past, and what can only be read', () => {
    const names = (test: (entry: ReturnType<typeof propertiesAt>[number]) => boolean): string[] =>
      propertiesAt([])
        .filter(test)
        .map(({ name }) => name);
    assert.deepEqual(
      names(({ required }) => required),
      ['family', 'containerDefinitions'],
    );
    assert.deepEqual(
      names(({ deprecated }) => deprecated !== undefined),
      ['inferenceAccelerators'],
    );
    for (const name of ['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities'])
      assert.equal(schemaAt([name])?.readOnly, true, name);
    assert.equal(schemaAt(['registeredAt'])?.type, 'time');
    assert.equal(schemaAt(['family'])?.readOnly, undefined);
  });

  it('knows no place that is not in the API', () => {
    const places = [['constructor'], ['containerDefinitions', 'image'], ['family', 0], ['volumes', 0, 'nope', 'name']];
    for (const path of places) {
      assert.equal(schemaAt(path), undefined, path.join('.'));
      assert.deepEqual(propertiesAt(path), []);
    }
  });

  it('says for every place something that fits a hover', () => {
    const visit = (path: (string | number)[], depth: number): number =>
      propertiesAt(path).reduce((sum, entry) => {
        const inner = [...path, entry.name];
        assert.ok(entry.docs.length > 10 && entry.docs.length < 1300, `${entry.path}: ${entry.docs}`);
        assert.ok(!/<\/?[a-z]+>/.test(entry.docs.replace(/`[^`]*`/g, '')), `${entry.path}: ${entry.docs}`);
        assert.ok(depth < 8, entry.path);
        return sum + 1 + visit(entry.type === 'array' ? [...inner, 0] : inner, depth + 1);
      }, 0);
    assert.ok(visit([], 0) > 150);
  });
});
