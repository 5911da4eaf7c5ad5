import { noAws } from '../helpers.ts';
import { stepByStep, useWindow } from './support.ts';

describe('EKS Distro', function () {
  this.timeout(60_000);
  stepByStep(this);
  const window = useWindow({ env: noAws });

  it('lists the newest release of each channel, and shows what it consists of', async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.welcomeButton('Explore a Demo Account').click();
    await workbench.treeItem(/^EKS cluster lab/).waitFor();
    await workbench.runCommand('External Instances: Show EKS Distro Components…');
    await workbench.quickRow('Kubernetes 1.35').filter({ hasText: 'release' }).waitFor();
    await window.picture('distro-channels');
    await workbench.pick('Kubernetes 1.35');
    const { webview } = workbench;
    await webview.getByRole('heading', { name: /^EKS Distro 1-35-\d+$/ }).waitFor();
    await webview.getByRole('row', { name: /^kube-proxy v1\.35\.\d+-eks-1-35-\d+$/ }).waitFor();
    const image = /kube-proxy:v1\.35\.\d+-eks-1-35-\d+\s+linux\/amd64, linux\/arm64 · sha256:[0-9a-f]{64}/;
    await webview.getByRole('listitem').filter({ hasText: image }).waitFor();
    await window.picture('distro-components');
  });

  it('compares it with what the nodes of a cluster run', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster orchard/), 'Show EKS Distro Components…');
    const { webview } = workbench;
    await webview.getByText('EKS runs builds of EKS Distro, and does not say of which release').waitFor();
    await webview.getByRole('row', { name: /^kubelet v1\.35\.\d+ v1\.35\.\d+.* \(\d nodes?\)/ }).waitFor();
    await window.picture('distro-cluster');
  });

  it('says which bundle of EKS Anywhere a connected cluster uses, and that a newer one is out', async () => {
    const { workbench } = window;
    await workbench.chooseFromMenu(workbench.treeItem(/^EKS cluster mill/), 'Show EKS Distro Components…');
    const { webview } = workbench;
    await webview.getByRole('row', { name: /^Cluster mill$/ }).waitFor();
    await webview.getByRole('row', { name: /^Bundle \d+$/ }).waitFor();
    await webview.getByText(/^A newer bundle is out: \d+, of EKS Anywhere v[\d.]+/).scrollIntoViewIfNeeded();
    await window.picture('distro-anywhere');
  });
});
