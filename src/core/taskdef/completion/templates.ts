import { propertiesAt, schemaAt } from '../schema/lookup.ts';
import type { SchemaEntry, SchemaPath } from '../schema/lookup.ts';

/** What is inserted, before it is written in a format: with the names of the API, and places to fill in. */
export type Template = string | number | boolean | Hole | readonly Template[] | TemplateObject;

export interface TemplateObject {
  readonly [apiName: string]: Template;
}

export interface HoleOptions {
  /** Without quotes. */
  readonly isPlain?: boolean;
  readonly choices?: readonly string[];
  /** Names and values of the reader's own. */
  readonly isMap?: boolean;
}

/** A place to fill in; its text is what stands there at first. */
export class Hole {
  readonly text: string;
  readonly options: HoleOptions;

  constructor(text = '', options: HoleOptions = {}) {
    this.text = text;
    this.options = options;
  }
}

const awslogs: TemplateObject = {
  logDriver: 'awslogs',
  options: {
    'awslogs-group': new Hole('/ecs/app'),
    'awslogs-region': new Hole(),
    'awslogs-stream-prefix': new Hole('app'),
  },
};

const number = (value: number): Hole => new Hole(String(value), { isPlain: true });

const container: TemplateObject = {
  name: new Hole('app'),
  image: new Hole('image:tag'),
  essential: true,
  memoryReservation: number(256),
};

/** More than what AWS requires: what nearly everybody writes. By the schema's path. */
const usual: Readonly<Record<string, Template>> = {
  'containerDefinitions[]': container,
  'containerDefinitions[].portMappings[]': {
    containerPort: number(8080),
    hostPort: number(8080),
    protocol: new Hole('tcp', { choices: ['tcp', 'udp'] }),
  },
  'containerDefinitions[].environment[]': { name: new Hole('NAME'), value: new Hole('value') },
  'containerDefinitions[].mountPoints[]': { sourceVolume: new Hole('data'), containerPath: new Hole('/data') },
  'containerDefinitions[].healthCheck': { command: ['CMD-SHELL', new Hole('curl -f http://localhost/ || exit 1')] },
  'placementConstraints[]': {
    type: 'memberOf',
    expression: new Hole('attribute:ecs.cpu-architecture == arm64'),
  },
  'runtimePlatform': {
    cpuArchitecture: new Hole('X86_64', { choices: ['X86_64', 'ARM64'] }),
    operatingSystemFamily: 'LINUX',
  },
  'tags[]': { key: new Hole('key'), value: new Hole('value') },
  'volumes[]': { name: new Hole('data'), host: { sourcePath: new Hole('/srv/data') } },
};

/** Whole properties, beside the plain one of the same name. By the schema's path. */
export const variants: Readonly<Record<string, readonly { readonly label: string; readonly template: Template }[]>> = {
  'containerDefinitions[].logConfiguration': [{ label: 'awslogs', template: awslogs }],
};

/** A task definition for the launch type EXTERNAL. */
export const externalTaskDefinition: TemplateObject = {
  family: new Hole('app'),
  requiresCompatibilities: ['EXTERNAL'],
  networkMode: new Hole('bridge', { choices: ['bridge', 'host', 'none'] }),
  executionRoleArn: new Hole('arn:aws:iam::111122223333:role/ecsTaskExecutionRole'),
  containerDefinitions: [{ ...container, logConfiguration: awslogs }],
};

/** What AWS requires at a place, or what is usual there. */
export function templateAt(path: SchemaPath): Template {
  const entry = schemaAt(path);
  return entry === undefined ? new Hole() : templateOf(entry, path);
}

function templateOf(entry: SchemaEntry, path: SchemaPath): Template {
  const known = usual[entry.path];
  if (known !== undefined) return known;
  switch (entry.type) {
    case 'number':
      return new Hole('', { isPlain: true });
    case 'boolean':
      return new Hole('true', { isPlain: true, choices: ['true', 'false'] });
    case 'array':
      return [templateAt([...path, 0])];
    case 'map':
      return new Hole('', { isMap: true });
    case 'object': {
      const required = propertiesAt(path).filter((each) => each.required);
      return Object.fromEntries(required.map((each) => [each.name, templateOf(each, [...path, each.name])]));
    }
    case 'text':
    case 'time':
      return new Hole('', entry.values === undefined ? {} : { choices: entry.values });
  }
}
