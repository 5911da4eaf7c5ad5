import assert from 'node:assert/strict';
import { eventually, noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('browsing the demo account', function () {
  this.timeout(60_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  it('greets whoever has no AWS account, and offers the demo account', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Select Account…').waitFor();
    await window.picture('welcome');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^Account Demo Account/).waitFor();
  });

  it('shows clusters of ECS and EKS, and nodes without a cluster', async () => {
    const { workbench } = window;
    await workbench.treeItem(/^ECS cluster home/).waitFor();
    await workbench.treeItem(/^ECS cluster workshop/).waitFor();
    await workbench.treeItem(/^EKS cluster lab, EKS 1\.35/).waitFor();
    for (const name of ['orchard', 'archive', 'media', 'mill']) {
      await workbench.treeItem(new RegExp(`^EKS cluster ${name}`)).waitFor();
    }
    await workbench.treeItem(/^Other Managed Nodes: without a cluster, 2/).waitFor();
  });

  it('tells the account id, as soon as it is known', async () => {
    await window.workbench.treeItem(/^Account Demo Account, eu-central-1 · \d{12}/).waitFor();
  });

  it('shows hosts by name, kind and state of both channels', async () => {
    const { workbench } = window;
    await workbench.unfold(/^ECS cluster home/);
    await workbench.unfold(/^ECS cluster workshop/);
    await workbench.treeItem(/^kitchen-pi5, Raspberry Pi 5.*connected/).waitFor();
    await workbench.treeItem(/^shed-pi4, Raspberry Pi 4.*offline/).waitFor();
    await workbench.treeItem(/^office-nuc, Intel NUC.*connected/).waitFor();
    await workbench.treeItem(/^bench-mini, .*ECS agent disconnected/).waitFor();
  });

  it('goes down to tasks and containers', async () => {
    const { workbench } = window;
    await workbench.unfold(/^kitchen-pi5/);
    await workbench.unfold(/^Task sensor-hub/);
    await workbench
      .treeItem(/^Container .*, image .*dkr\.ecr/)
      .first()
      .waitFor();
    await window.picture('sidebar');
  });

  it("says in a host's tooltip what it is and how it is", async () => {
    const { workbench } = window;
    const card = await workbench.showHover(workbench.treeItem(/^office-nuc/), 'Memory free');
    for (const text of ['Ubuntu', 'ECS agent', 'SSM agent', 'Last seen by SSM', 'CPU free', 'Running tasks', 'mi-']) {
      assert.ok((await card.innerText()).includes(text), text);
    }
    await window.picture('host-tooltip');
    await workbench.page.mouse.move(900, 400);
  });

  it('says what the EKS control planes cost, and why', async () => {
    const { workbench } = window;
    const item = workbench.statusItem('eksCost');
    await item.filter({ hasText: 'EKS $657.00/mo' }).waitFor();
    const card = await workbench.showHover(item, 'EKS control planes, per month');
    const text = await card.innerText();
    for (const part of [
      'lab',
      '1.35, standard support',
      '$73.00',
      '1.33, extended support',
      '$438.00',
      'mill',
      '$0.10 a cluster and hour',
      '730 hours',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    await window.picture('eks-cost');
    await workbench.page.mouse.move(900, 400);
  });

  it('copies ids and ARNs from the context menu', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^kitchen-pi5/), 'Copy ID');
    await eventually(async () => assert.match(await workbench.clipboard(), /^mi-\w{17}$/));
    await workbench.chooseFromMenu(workbench.treeItem(/^kitchen-pi5/), 'Copy ARN');
    await eventually(async () =>
      assert.match(await workbench.clipboard(), /^arn:aws:ecs:.*:container-instance\/home\//),
    );
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster lab/), 'Copy ARN');
    await eventually(async () => assert.match(await workbench.clipboard(), /^arn:aws:eks:.*:cluster\/lab$/));
  });

  it('is removed again, and the welcome comes back', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^Account Demo Account/), 'Remove Account from View');
    await workbench.welcomeButton('Explore a Demo Account').waitFor();
    await workbench.statusItem('eksCost').waitFor({ state: 'hidden' });
  });
});
