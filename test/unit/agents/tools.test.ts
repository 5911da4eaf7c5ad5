import assert from 'node:assert/strict';
import { AgentError } from '../../../src/core/agents/answer.ts';
import { tools } from '../../../src/ui/ids.ts';
import { agreementWords } from '../../../src/ui/agents/agreement.ts';
import { agentWorld, type AgentWorld } from './agentWorld.ts';

const task = (more: object = {}): string =>
  JSON.stringify({
    family: 'web',
    requiresCompatibilities: ['EXTERNAL'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'web', image: 'nginx:1', memory: 128, essential: true }],
    ...more,
  });

describe('tools for language models', () => {
  let world: AgentWorld;
  const refused = async (pattern: RegExp, ...args: Parameters<AgentWorld['ask']>): Promise<void> => {
    await assert.rejects(world.ask(...args), (error) => error instanceof AgentError && pattern.test(error.message));
  };

  before(async () => {
    world = await agentWorld();
  });
  afterEach(() => Object.assign(world.state, { isReadOnly: false, isTrusted: true, files: {} }));
  after(() => world.close());

  describe(tools.listExternalHosts, () => {
    it('lists all hosts with their states, units and times', async () => {
      const answer = await world.ask(tools.listExternalHosts);
      assert.equal(answer.hosts.length, answer.hostsMatching);
      assert.equal(answer.hostsInAll, answer.hostsMatching);
      assert.ok(answer.hostsInAll >= 8, String(answer.hostsInAll));
      assert.equal(answer.hostsNotShown, 0);
      const [account] = answer.accounts;
      assert.equal(account?.isDemo, true);
      assert.match(account.asOf, /^\d{4}-\d\d-\d\dT.*Z$/);
      const hosts = answer.hosts;
      const pi = hosts.find(({ name }) => name === 'shed-pi4');
      assert.equal(pi?.state, 'offline');
      assert.match(pi.id, /^mi-/);
      assert.ok(hosts.some(({ freeCpuUnits = 0, freeMemoryMiB = 0 }) => freeCpuUnits > 0 && freeMemoryMiB > 0));
      const counts = Object.values(answer.matchingByState);
      assert.equal(
        counts.reduce((sum, each) => sum + each, 0),
        hosts.length,
      );
    });

    it('takes the filters of the view, and says what is wrong with one', async () => {
      const answer = await world.ask(tools.listExternalHosts, { filter: 'state:offline' });
      assert.ok(answer.hostsMatching > 0 && answer.hostsMatching < answer.hostsInAll);
      for (const { state } of answer.hosts) assert.equal(state, 'offline');
      await refused(/no such state/, tools.listExternalHosts, { filter: 'state:sleeping' });
      await refused(/no field "colour"/, tools.listExternalHosts, { filter: 'colour:red' });
    });

    it('reads anew where it is asked to, and not else', async () => {
      await world.ask(tools.listExternalHosts);
      const before = world.connection.demo.calls.length;
      await world.ask(tools.listExternalHosts);
      assert.equal(world.connection.demo.calls.length, before);
      await world.ask(tools.listExternalHosts, { refresh: true });
      assert.ok(world.connection.demo.calls.length > before);
    });

    it('refuses accounts and inputs that make no sense, by a sentence', async () => {
      await refused(/No such account.*demo@/, tools.listExternalHosts, { account: 'prod' });
      await refused(/"filter" must be a string/, tools.listExternalHosts, { filter: 5 });
      await refused(/must be an object/, tools.listExternalHosts, []);
      await refused(/"refresh" must be true or false/, tools.listExternalHosts, { refresh: 'yes' });
      const ended = AbortSignal.abort();
      await assert.rejects(world.ask(tools.listExternalHosts, {}, { signal: ended }), /Cancelled/);
    });
  });

  describe(tools.explainHostState, () => {
    it('tells why a host is offline, what goes on and what to do', async () => {
      const answer = await world.ask(tools.explainHostState, { host: 'shed-pi4' });
      assert.equal(answer.host.state, 'offline');
      assert.match(answer.disconnection.what, /disconnected/);
      const [finding] = answer.findings;
      assert.equal(finding?.severity, 'error');
      assert.ok(finding.detail.length > 0 && finding.commandsOnTheHost.length > 0 && finding.sources.length > 0);
      assert.match(answer.next, /Diagnose Host/);
      const again = await world.ask(tools.explainHostState, { host: answer.host.id.toUpperCase() });
      assert.equal(again.host.name, 'shed-pi4');
    });

    it('names those that are meant, where there is none or there are several', async () => {
      await refused(/no host of that name.*shed-pi4/, tools.explainHostState, { host: 'shed' });
      await refused(/list_external_hosts/, tools.explainHostState, { host: 'nothing-like-it' });
      await refused(/"host" is missing/, tools.explainHostState, {});
    });
  });

  describe(tools.estimateTaskCost, () => {
    it('compares places, with prices, their dates and what is paid for', async () => {
      const answer = await world.ask(tools.estimateTaskCost, { text: task(), region: 'eu-central-1', hosts: 2 });
      assert.equal(answer.region, 'eu-central-1');
      const [definition] = answer.taskDefinitions;
      assert.equal(definition?.taskDefinition, 'web');
      assert.equal(definition.cpuUnits, 256);
      assert.equal(definition.places.length, 4);
      for (const { usdPerMonth, prices } of definition.places) {
        assert.ok(usdPerMonth > 0);
        assert.match(String(prices[0]?.asOf), /^\d{4}-\d\d-\d\d$/);
        assert.match(String(prices[0]?.rate), /\$/);
        assert.ok(prices[0]?.source);
      }
    });

    it('says what it needs', async () => {
      await refused(/either "text".*or "path"/, tools.estimateTaskCost, {});
      await refused(/holds no ECS task definition/, tools.estimateTaskCost, { text: '{"a": 1}' });
      await refused(/"hosts" must be a whole number/, tools.estimateTaskCost, { text: task(), hosts: 0 });
      await refused(/longer than/, tools.estimateTaskCost, { text: 'x'.repeat(2 ** 20 + 1) });
    });
  });

  describe(tools.checkTaskDefinition, () => {
    it('finds what is wrong, with its line and what to do, in all formats', async () => {
      const text = task({ networkMode: 'awsvpc' }).replaceAll(',"', ',\r\n"');
      const answer = await world.ask(tools.checkTaskDefinition, { text });
      const finding = answer.findings.find(({ rule }) => rule === 'external-network-mode');
      assert.equal(finding?.severity, 'error');
      assert.ok(text.split('\r\n')[finding.line - 1]?.includes('awsvpc'));
      assert.ok(answer.errors >= 1);
      const terraform = `resource "aws_ecs_task_definition" "web" {
  family = "web"
  requires_compatibilities = ["EXTERNAL"]
  network_mode = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "web:1", memory = 128 }])
}`;
      const other = await world.ask(tools.checkTaskDefinition, { text: terraform });
      assert.equal(other.findings.find(({ rule }) => rule === 'external-network-mode')?.line, 4);
    });

    it('reads files of the workspace, by the severities of their folder', async () => {
      world.state.files['task.json'] = {
        text: task({ networkMode: 'awsvpc' }),
        languageId: 'plaintext',
        fileName: '/w/task.json',
        file: 'task.json',
        severities: { 'external-network-mode': 'off' },
      };
      const answer = await world.ask(tools.checkTaskDefinition, { path: 'task.json' });
      assert.equal(answer.file, 'task.json');
      assert.ok(!answer.findings.some(({ rule }) => rule === 'external-network-mode'));
      await refused(/no such file/, tools.checkTaskDefinition, { path: '../secret' });
    });
  });

  describe(tools.createRegisterScript, () => {
    const input = { cluster: 'home', instanceName: 'attic-pi', hosts: 3, hours: 2 };

    it('asks with all that counts, makes it, and answers no secret', async () => {
      const answer = await world.ask(tools.createRegisterScript, input);
      const { request, code } = world.made.at(-1) ?? assert.fail('nothing was made');
      const plan = world.asked.at(-1) ?? assert.fail('nobody was asked');
      const words = agreementWords(plan).join('\n');
      for (const part of [plan.accountId, 'home', request.iamRole, world.connection.demo.region, 'attic-pi'])
        assert.ok(words.includes(part), part);
      assert.equal(request.registrationLimit, 3);
      assert.equal(answer.created, true);
      assert.match(answer.activationId, /^[0-9a-f-]{36}$/);
      assert.ok(!JSON.stringify(answer).includes(code));
      assert.doesNotMatch(JSON.stringify(answer), /external-instances-script/);
    });

    it('makes nothing when the user does not agree, in read-only mode, or where the workspace is not trusted', async () => {
      const made = world.made.length;
      const asked = world.asked.length;
      await refused(/did not agree/, tools.createRegisterScript, input, { agrees: false });
      assert.equal(world.asked.length, asked + 1);
      world.state.isReadOnly = true;
      await refused(/Read-only mode/, tools.createRegisterScript, input);
      Object.assign(world.state, { isReadOnly: false, isTrusted: false });
      await refused(/not trusted/, tools.createRegisterScript, input);
      assert.equal(world.asked.length, asked + 1);
      assert.equal(world.made.length, made);
      assert.ok((await world.ask(tools.listExternalHosts)).hostsInAll > 0);
    });

    it('refuses clusters, roles and names that can not be, and says which can', async () => {
      await refused(/no such cluster. There are: .*home/, tools.createRegisterScript, { cluster: 'nowhere' });
      await refused(/"cluster" is missing/, tools.createRegisterScript, {});
      await refused(/No role of that name|Hosts can't work/, tools.createRegisterScript, { ...input, role: 'Nobody' });
      await refused(/"role" is no name/, tools.createRegisterScript, { ...input, role: 'a b' });
      await refused(/"hours" must be/, tools.createRegisterScript, { ...input, hours: 10_000 });
      await refused(/one of linux, windows/, tools.createRegisterScript, { ...input, platform: 'plan9' });
      const eks = world.needs.fleet.accounts[0] && (await world.needs.fleet.accounts[0].clusters()).value.eks[0];
      await refused(/Only hosts for ECS clusters/, tools.createRegisterScript, { cluster: eks?.name });
    });
  });
});
