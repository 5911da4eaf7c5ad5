import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { DemoAccount } from '../../src/demo/account.ts';
import type { Activation } from '../../src/demo/world.ts';
import { eventually } from '../helpers.ts';
import { clusterIn } from './demoWorld.ts';
import { useAccountWindow, type ProfileHome } from './profileHome.ts';
import { assertWrittenNowhere, findSecrets } from './secretSearch.ts';
import { stepByStep } from './support.ts';

const passRole =
  'User: arn:aws:iam::111122223333:user/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/ecsAnywhereRole';

describe('registering, interrupted', function () {
  this.timeout(90_000);
  stepByStep(this);

  let demo: DemoAccount;
  let home: ProfileHome;
  /** Every code that was ever made. */
  const codes = new Set<string>();
  /** Ids of the activations that were there before. */
  let others: ReadonlySet<string>;
  /** Called as soon as AWS has made an activation. */
  let onMade: (() => void) | undefined;

  const window = useAccountWindow(
    async (start, ownHome) => {
      home = ownHome;
      demo = await start();
      const { activations } = demo.world;
      others = new Set(activations.keys());
      for (const { code } of activations.values()) codes.add(code);
      const set = activations.set.bind(activations);
      activations.set = (id, activation) => {
        codes.add(activation.code);
        set(id, activation);
        onMade?.();
        onMade = undefined;
        return activations;
      };
    },
    {
      // Not VS Code's own logs: at this level they hold all that each terminal is started with, and so the script.
      logLevel: 'external-instances.external-instances:trace',
    },
  );

  before(async () => {
    const { workbench } = window;
    await workbench.openView('External Instances');
    await workbench.treeItem(/^ECS cluster workshop/).waitFor();
    await workbench.sidebar.getByRole('button', { name: /^Activations Section/ }).click();
    await workbench.treeItem(/^Activation greenhouse-pi/).waitFor();
  });
  afterEach(() => demo.faults.clear());

  const made = (): readonly Activation[] => [...demo.world.activations.values()].filter(({ id }) => !others.has(id));

  /** The one activation that was made. */
  function onlyMade(): Activation {
    const [activation, ...more] = made();
    assert.ok(activation !== undefined && more.length === 0, `${more.length} too many`);
    return activation;
  }

  /** Goes through the wizard up to its last step. */
  async function answer(name: string, role = 'ecsAnywhereRole', target = 'Another Host'): Promise<void> {
    const { workbench } = window;
    await workbench.runCommand('External Instances: Register This Host…');
    await workbench.pick(target);
    await workbench.pick('workshop');
    await workbench.pick(role);
    await workbench.answer('Name of the host', name);
    await workbench.quickRow('Create Activation').waitFor();
  }

  /** The script is open, and holds the code of the only activation. */
  async function seeScript(tab = 'register-workshop.sh', written = (code: string) => code): Promise<void> {
    const { workbench } = window;
    await workbench.tab(tab).waitFor();
    const { id, code } = onlyMade();
    // The script may not be in front yet, and a page without the focus can't write to the clipboard.
    await eventually(async () => {
      await workbench.runCommand('External Instances: Copy Register Script');
      await eventually(async () => {
        const script = await workbench.clipboard();
        assert.ok(script.includes(`'${id}'`) && script.includes(`'${written(code)}'`), 'another script was copied');
      }, 3000);
    }, 20_000);
  }

  /** Deletes it as a user would, and looks that nothing is left of it. */
  async function deleteActivation(name: string): Promise<void> {
    const { workbench } = window;
    const row = workbench.treeItem(new RegExp(`^Activation ${name}`));
    const sure = workbench.dialog(`Delete the activation ${name}?`).getByRole('button', { name: 'Delete' });
    // Of a row that is being drawn anew VS Code does not tell which it is, and the command asks.
    await eventually(async () => {
      await workbench.page.keyboard.press('Escape');
      await workbench.pressRowButton(row, 'Delete Activation…');
      await sure.waitFor({ timeout: 3000 });
    }, 20_000);
    await sure.click();
    await leaveNothing(name);
  }

  async function leaveNothing(name: string): Promise<void> {
    const { workbench } = window;
    await workbench.treeItem(new RegExp(name)).first().waitFor({ state: 'detached' });
    assert.deepEqual(made(), []);
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
  }

  /** A world without the cluster; it comes back afterwards. */
  async function withoutCluster(
    name: string,
    run: (remove: () => void, restore: () => void) => Promise<void>,
  ): Promise<void> {
    const { ecsClusters } = demo.world;
    const cluster = clusterIn(demo.world, name);
    const remove = (): void => void ecsClusters.delete(name);
    const restore = (): void => void ecsClusters.set(name, cluster);
    remove();
    try {
      await run(remove, restore);
    } finally {
      restore();
    }
    await window.workbench.runCommand('External Instances: Refresh');
    await window.workbench.treeItem(new RegExp(`^ECS cluster ${name}`)).waitFor();
  }

  const lost = 'The connection broke after AWS had created the activation';

  describe('when the answer with the code is lost', () => {
    it('says that the code is unknown, and deletes and tries again', async () => {
      const { workbench } = window;
      await answer('test-bench');
      demo.faults.add({ operation: 'CreateActivation', fault: { kind: 'reset-after' }, times: 1 });
      await workbench.pick('Create Activation');
      await workbench.notification(lost).waitFor();
      const { id } = onlyMade();
      await workbench
        .notification(`${id.slice(0, 8)}…`)
        .filter({ hasText: 'The code is unknown' })
        .waitFor();
      await window.picture('interruption-lost');
      await workbench.pressNotificationButton(lost, 'Delete and Try Again');
      await seeScript();
      assert.notEqual(onlyMade().id, id);
    });

    it('shows it as one of unknown code, to be deleted', async () => {
      const { workbench } = window;
      await deleteActivation('test-bench');
      await answer('old-laptop');
      demo.faults.add({ operation: 'CreateActivation', fault: { kind: 'reset-after' }, times: 1 });
      await workbench.pick('Create Activation');
      await workbench.notification(lost).hover();
      await workbench
        .notification(lost)
        .getByRole('button', { name: /^Clear Notification/ })
        .click();
      await workbench.treeItem(/^Activation old-laptop, .*code unknown, workshop/).waitFor();
      await window.picture('interruption-lost-row');
      assert.equal(await workbench.tab('register-workshop.sh').count(), 0);
      onlyMade();
      await deleteActivation('old-laptop');
    });
  });

  describe('when the window is closed after the activation was created', () => {
    it('still expects the host, and says why the script cannot be shown again', async () => {
      const { workbench } = window;
      await answer('test-bench');
      await workbench.pick('Create Activation');
      await seeScript();
      await workbench.page.reload();
      await workbench.treeItem(/^Activation test-bench, .*code unknown, workshop/).waitFor({ timeout: 60_000 });
      const { id } = onlyMade();
      await workbench.unfold(/^ECS cluster workshop/);
      const expected = workbench.treeItem(/^test-bench, expected, not yet arrived/);
      await workbench.pressRowButton(expected, 'Show Register Script Again');
      await workbench.notification('The script for test-bench cannot be shown again').waitFor();
      await window.picture('interruption-reload');
      assert.equal(onlyMade().id, id);
      await workbench.pressNotificationButton('cannot be shown again', 'Delete Activation…');
      await workbench.dialog('Delete the activation test-bench?').getByRole('button', { name: 'Delete' }).click();
      await leaveNothing('test-bench');
    });
  });

  describe('when AWS denies', () => {
    it('the role to the activation: says which permission is missing, and goes back with the answers kept', async () => {
      const { workbench } = window;
      await answer('test-bench');
      const fault = { kind: 'error', code: 'AccessDeniedException', status: 400, message: passRole } as const;
      demo.faults.add({ operation: 'CreateActivation', fault, times: 1 });
      await workbench.pick('Create Activation');
      await workbench.notification('is not authorized to perform: iam:PassRole').waitFor();
      await window.picture('interruption-pass-role');
      assert.deepEqual(made(), []);
      await workbench.pressNotificationButton('iam:PassRole', 'Change Answers');
      for (const chosen of ['Another Host', 'workshop', 'ecsAnywhereRole']) {
        await workbench.quickRows.and(workbench.page.locator('.focused')).filter({ hasText: chosen }).waitFor();
        await workbench.page.keyboard.press('Enter');
      }
      await workbench.quickInput.filter({ hasText: 'Name of the host' }).waitFor();
      assert.equal(await workbench.quickInput.locator('.quick-input-box input').inputValue(), 'test-bench');
      await workbench.page.keyboard.press('Enter');
      await workbench.pick('Create Activation');
      await seeScript();
      await deleteActivation('test-bench');
    });

    it('a look at the roles: says so, and offers those in use', async () => {
      const { workbench } = window;
      demo.faults.add({ operation: 'ListRoles', fault: { kind: 'deny' } });
      await workbench.runCommand('External Instances: Register This Host…');
      await workbench.pick('Another Host');
      await workbench.pick('workshop');
      const note = workbench.quickRow('The roles of the account cannot be looked at');
      await note.filter({ hasText: 'Access denied: iam:ListRoles' }).waitFor();
      await workbench.quickRow('ecsAnywhereRole').filter({ hasText: 'in use' }).waitFor();
      await window.picture('interruption-list-roles');
      await workbench.pick('ecsAnywhereRole');
      await workbench.answer('Name of the host', 'test-bench');
      await workbench.pick('Create Activation');
      await seeScript();
      await deleteActivation('test-bench');
    });

    it('to create the role: goes back to the list; and where it may, creates it as it was shown', async () => {
      const { workbench } = window;
      const { roles } = demo.world;
      roles.delete('ecsAnywhereRole');
      demo.faults.add({ operation: 'CreateRole', fault: { kind: 'deny' }, times: 1 });
      await workbench.runCommand('External Instances: Register This Host…');
      await workbench.pick('Another Host');
      await workbench.pick('workshop');
      await workbench.pick('Create ecsAnywhereRole…');
      await workbench.activeEditor.getByText('"aws:SourceAccount"').waitFor();
      await window.picture('interruption-role-plan');
      await workbench.pick('in account 111122223333');
      await workbench.notification('Access denied: iam:CreateRole').waitFor();
      await workbench.quickRow('Create ecsAnywhereRole…').waitFor();
      await window.picture('interruption-create-role');
      assert.equal(roles.has('ecsAnywhereRole'), false);

      await workbench.pick('Create ecsAnywhereRole…');
      await workbench.pick('in account 111122223333');
      await workbench.answer('Name of the host', 'test-bench');
      const role = roles.get('ecsAnywhereRole');
      assert.match(role?.trust ?? '', /"aws:SourceAccount":"111122223333"/);
      assert.match(role?.trust ?? '', /"aws:SourceArn":"arn:aws:ssm:\*:111122223333:\*"/);
      assert.ok(role && role.attachedPolicyArns.size > 0);
      await workbench.pick('Create Activation');
      await seeScript();
      assert.equal(onlyMade().iamRole, 'ecsAnywhereRole');
      await deleteActivation('test-bench');
    });
  });

  describe('when the cluster is deleted meanwhile', () => {
    it('says so, and makes no activation', async () => {
      const { workbench } = window;
      await answer('test-bench');
      await withoutCluster('workshop', async () => {
        await workbench.pick('Create Activation');
        await workbench.notification('The cluster workshop was deleted meanwhile').waitFor();
        await window.picture('interruption-cluster');
      });
      assert.deepEqual(made(), []);
      await leaveNothing('test-bench');
    });

    it('ends the watch for its host, and offers to delete the activation', async () => {
      const { workbench } = window;
      await answer('test-bench');
      await withoutCluster('workshop', async (remove, restore) => {
        restore();
        onMade = remove;
        await workbench.pick('Create Activation');
        const gone = 'The cluster workshop was deleted meanwhile: no host can join it any more.';
        await workbench.seeNotification(gone);
        await workbench.notification('Waiting for the host').first().waitFor({ state: 'detached' });
        await window.picture('interruption-cluster-watch');
        await workbench.pressNotificationButton(gone, 'Delete Activation…');
        await workbench.dialog('Delete the activation test-bench?').getByRole('button', { name: 'Delete' }).click();
        await leaveNothing('test-bench');
      });
    });
  });

  describe('when the activation expires', () => {
    it('closes its script, and ends the watch', async () => {
      const { workbench } = window;
      await answer('test-bench');
      await workbench.pick('Create Activation');
      await seeScript();
      await workbench.notification('Waiting for the host').first().waitFor();
      const { activations } = demo.world;
      const activation = onlyMade();
      activations.set(activation.id, { ...activation, expiresAt: Date.now() - 1000 });
      await workbench.runCommand('External Instances: Refresh');
      await workbench.treeItem(/^Activation test-bench, expired 1 minute ago/).waitFor();
      await workbench.activeEditor.getByText('This activation has ended').waitFor();
      await workbench.runCommand('External Instances: Copy Register Script');
      await workbench.notification('This activation has ended. Run').waitFor();
      await workbench.notification('Waiting for the host').first().waitFor({ state: 'detached' });
      await window.picture('interruption-expired');
      await deleteActivation('test-bench');
    });
  });

  describe('when the credentials have expired', () => {
    it('says so, and tries again', async () => {
      const { workbench } = window;
      await answer('test-bench');
      const fault = { kind: 'error', code: 'ExpiredTokenException', status: 400 } as const;
      demo.faults.add({ operation: 'CreateActivation', fault, times: 1 });
      await workbench.pick('Create Activation');
      await workbench.notification('The sign-in has expired.').waitFor();
      await window.picture('interruption-credentials');
      assert.deepEqual(made(), []);
      await workbench.pressNotificationButton('The sign-in has expired.', 'Try Again');
      await seeScript();
      await deleteActivation('test-bench');
    });
  });

  describe('when the answer of EKS is lost', () => {
    it('connects one cluster and no more, however often it tries', async () => {
      const { workbench } = window;
      const { eksClusters } = demo.world;
      const lostByEks = 'The connection broke after EKS had registered the cluster barn';
      const before = eksClusters.size;
      await workbench.runCommand('External Instances: Register This Host…');
      await workbench.pick('A Kubernetes Cluster');
      await workbench.answer('Name of the cluster in EKS', 'barn');
      await workbench.pick('Other (k3s');
      await workbench.pick('AmazonEKSConnectorAgentRole');
      await workbench.pick('With kubectl');
      // All that the SDK tries by itself.
      demo.faults.add({ operation: 'RegisterCluster', fault: { kind: 'reset-after' }, times: 4 });
      demo.resetCalls();
      await workbench.pick('Register the Cluster');
      await workbench.notification(lostByEks).waitFor();
      await window.picture('interruption-connector');
      assert.equal(demo.callCount('eks', 'RegisterCluster'), 4);
      await workbench.pressNotificationButton(lostByEks, 'Try Again');
      await seeScript('register-barn.sh', (code) => Buffer.from(code).toString('base64'));
      assert.equal(eksClusters.size, before + 1);
      assert.equal(eksClusters.get('barn')?.connector?.activationId, onlyMade().id);

      await workbench.runCommand('External Instances: Delete Activation…');
      await workbench.pick(onlyMade().id.slice(0, 8));
      await workbench.dialog('Deregister the cluster barn').getByRole('button', { name: 'Deregister' }).click();
      await eventually(async () => {
        assert.equal(await Promise.resolve(eksClusters.size), before);
      });
      await leaveNothing('barn');
    });
  });

  describe('in all that', () => {
    it('no code is written anywhere: neither by a log that tells all, nor when the script is run over ssh', async () => {
      const { workbench } = window;
      await answer('rack-7', 'ecsAnywhereRole', 'rack-7');
      await workbench.pick('Create Activation');
      await seeScript();
      const { code } = onlyMade();
      await workbench.runCommand('External Instances: Run Register Script in Terminal');
      const hash = createHash('sha256').update(code).digest('hex');
      await eventually(async () => assert.equal(await home.hashOfCodeRun(), hash));
      await workbench.terminalRows.filter({ hasText: 'ended with exit status 0' }).first().waitFor();
      await window.picture('interruption-terminal');
      await deleteActivation('rack-7');
      const [logged] = await findSecrets(['SSM CreateActivation eu-central-1 ok'], { folders: window.written });
      assert.match(logged?.place ?? '', /External Instances\.log$/);
      await assertWrittenNowhere(codes, { ...window, written: [...window.written, home.folder] });
    });
  });
});
