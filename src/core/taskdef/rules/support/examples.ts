/** A CloudFormation template with a task for external instances and a service that has these lines in its properties. */
export function serviceExample(...lines: readonly string[]): string {
  return exampleWith(['RequiresCompatibilities: [EXTERNAL]'], ['Image: nginx:1.29', 'Memory: 128'], lines);
}

/** The same, with lines of the container's definition, which publishes a port of the host. */
export function portServiceExample(hostPort: number, ...lines: readonly string[]): string {
  const container = [
    'Image: nginx:1.29',
    'Memory: 128',
    'PortMappings:',
    `  - { ContainerPort: 80, HostPort: ${hostPort} }`,
  ];
  return exampleWith(['RequiresCompatibilities: [EXTERNAL]'], container, lines);
}

export function exampleWith(task: readonly string[], container: readonly string[], service: readonly string[]): string {
  return [
    'Resources:',
    '  WebTask:',
    '    Type: AWS::ECS::TaskDefinition',
    '    Properties:',
    ...task.map((line) => `      ${line}`),
    '      ContainerDefinitions:',
    '        - Name: web',
    ...container.map((line) => `          ${line}`),
    '  Web:',
    '    Type: AWS::ECS::Service',
    '    Properties:',
    '      TaskDefinition: !Ref WebTask',
    ...service.map((line) => `      ${line}`),
    '',
  ].join('\n');
}

/** A template with a task for external instances that a rule of EventBridge starts. */
export function scheduleExample(expression: string): string {
  return `Resources:
  Backup:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [EXTERNAL]
      ContainerDefinitions:
        - { Name: backup, Image: 'public.ecr.aws/example/backup:7', Memory: 256 }
  BackupTimes:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: ${expression}
      Targets:
        - Id: backup
          Arn: !GetAtt Home.Arn
          RoleArn: !GetAtt StartTasks.Arn
          EcsParameters: { LaunchType: EXTERNAL, TaskDefinitionArn: !Ref Backup }
`;
}

/** A manifest of pods for EKS Hybrid Nodes, with these lines in its container. */
export function manifestExample(...container: readonly string[]): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: web',
    'spec:',
    '  selector: { matchLabels: { app: web } }',
    '  template:',
    '    metadata: { labels: { app: web } }',
    '    spec:',
    '      nodeSelector:',
    '        eks.amazonaws.com/compute-type: hybrid',
    '      containers:',
    '        - name: web',
    ...container.map((line) => `          ${line}`),
    '',
  ].join('\n');
}
