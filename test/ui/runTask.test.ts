import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('registering and running tasks', function () {
  this.timeout(90_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  it('registers a revision after a question that says what is sent', async () => {
    const { workbench } = window;
    await workbench.openFile('task-definition.json');
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.runCommand('External Instances: Register This Revision…');
    const question = workbench.dialog('Register a new revision of sensor-hub?');
    await question.getByText('Family: sensor-hub, whose newest revision is 2.').waitFor();
    await question.getByText('Region eu-central-1').waitFor();
    await window.picture('run-register-question');
    await question.getByRole('button', { name: 'Register', exact: true }).click();
    await workbench.notification('sensor-hub:3 is registered.').waitFor();
    await window.picture('run-registered');
  });

  it('runs it on a host that takes it, and shows the task', async () => {
    const { workbench } = window;
    await workbench.pressNotificationButton('sensor-hub:3 is registered.', 'Run on Host…');
    await workbench.quickRow('shed-pi4').getByText('its ECS agent is not connected').waitFor();
    await workbench
      .quickRow('office-nuc')
      .getByText(/^needs arm64/)
      .waitFor();
    await window.picture('run-hosts');
    // A host that does not take it can't be chosen.
    await workbench.pick('shed-pi4');
    await workbench.pick('kitchen-pi5');
    await workbench.answer('How many tasks?', '1');
    const question = workbench.dialog('Run sensor-hub:3 on kitchen-pi5?');
    await question.getByText('Task role: sensorHubTask').waitFor();
    await window.picture('run-question');
    await question.getByRole('button', { name: 'Run', exact: true }).click();
    await workbench.notification(/Running sensor-hub:3 on kitchen-pi5.*PENDING/s).waitFor();
    await workbench.notification('sensor-hub:3 runs on kitchen-pi5.').waitFor();
    await workbench.pressNotificationButton('sensor-hub:3 runs on kitchen-pi5.', 'Show Task');
    await workbench.treeItem(/sensor-hub.*RUNNING.*sensor-hub:3/).waitFor();
    await window.picture('run-shown');
  });

  it('refuses a host, asked for by its row, that has no room for a registered task', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^kitchen-pi5/), 'Run on Host…');
    await workbench.quickRow('As it stands in the editor').waitFor();
    await window.picture('run-choices');
    await workbench.pick('mosquitto');
    const refusal = workbench.notification('kitchen-pi5 does not take mosquitto:1 now: needs the host port 1883 (tcp)');
    await refusal.waitFor();
    await window.picture('run-refused');
  });

  it('tells why a task stopped, of a file whose menu was used', async () => {
    const { workbench, workspace } = window;
    const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/home/sensor-hub:0.0.1';
    const container = { name: 'old', image, memory: 64, portMappings: [{ containerPort: 80, hostPort: 8081 }] };
    const definition = { family: 'old-hub', requiresCompatibilities: ['EXTERNAL'], containerDefinitions: [container] };
    await writeFile(join(workspace, 'old.json'), JSON.stringify(definition, undefined, 2));
    await workbench.openFile('old.json');
    await workbench.activeEditor.locator('.codelens-decoration', { hasText: 'Anywhere' }).first().waitFor();
    await workbench.chooseFromMenu(workbench.activeEditor.getByText('"old-hub"'), 'Run on Host…');
    await workbench.pick('old-hub');
    await workbench.pick('kitchen-pi5');
    const question = workbench.dialog('Run old-hub on kitchen-pi5?');
    await question.getByText('Family: old-hub, which is new. Its first revision is registered.').waitFor();
    await window.picture('run-register-and-run');
    await question.getByRole('button', { name: 'Register and Run', exact: true }).click();
    await workbench.notification(/old-hub:1 stopped on kitchen-pi5.*CannotPullContainerError/s).waitFor();
    await window.picture('run-stopped');
  });

  it('says what AWS will refuse, and sends it all the same when told to', async () => {
    const { workbench, workspace } = window;
    const container = { name: 'web', image: 'public.ecr.aws/nginx/nginx:1.29', memory: 64 };
    const definition = {
      family: 'vpc',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['EXTERNAL'],
      containerDefinitions: [container],
    };
    await writeFile(join(workspace, 'vpc.json'), JSON.stringify(definition, undefined, 2));
    await workbench.openFile('vpc.json');
    await workbench.runCommand('External Instances: Register This Revision…');
    const question = workbench.dialog('Register the task definition vpc?');
    await question.getByText('External instances do not support network mode awsvpc').waitFor();
    await window.picture('run-errors');
    await question.getByRole('button', { name: 'Register All the Same', exact: true }).click();
    await workbench.notification(/AWS refused the request: .*awsvpc/).waitFor();
  });

  it('registers nothing of which values are known at deploy time only', async () => {
    const { workbench } = window;
    await workbench.openFile('stack.cfn.yaml');
    await workbench.runCommand('External Instances: Register This Revision…');
    const refusal = workbench.dialog("WebTask can't be registered from here");
    await refusal.getByText('containerDefinitions[0].image is known only at deploy time').waitFor();
    await window.picture('run-deploy-time');
    await refusal.getByRole('button', { name: 'Show', exact: true }).click();
    await refusal.waitFor({ state: 'detached' });
  });
});
