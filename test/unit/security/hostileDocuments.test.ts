import assert from 'node:assert/strict';
import { ecsHosts } from '../../../src/core/fleet/host.ts';
import { hostFindings } from '../../../src/core/operate/diagnose/findings.ts';
import { formatProbe, parseProbe } from '../../../src/core/operate/diagnose/probeAnswer.ts';
import { disconnectionOf } from '../../../src/core/operate/disconnected.ts';
import { inMessage, inPick, oneLine } from '../../../src/core/text/label.ts';
import { Failure } from '../../../src/core/failure.ts';
import { failureMessage } from '../../../src/ui/failureText.ts';
import type { RunState } from '../../../src/ui/operate/commandRun.ts';
import { diagnosisMarkdown } from '../../../src/ui/operate/diagnoseDocument.ts';
import { resultsMarkdown } from '../../../src/ui/operate/resultsMarkdown.ts';
import { ecsCluster, instance, node } from '../fleetLiterals.ts';
import { assertInertMarkdown, assertPlainLine, hostileTexts } from './hostile.ts';

const now = Date.UTC(2026, 10, 22, 12);
const own = [/^https:\/\/(?:docs|repost|github)\.[\w.]+\//, /^https:\/\/docs\.aws\.amazon\.com\//];

describe('hostile texts', () => {
  for (const [index, evil] of hostileTexts.entries()) {
    const what = oneLine(evil, 30);

    it(`${index} are plain in lists, messages and labels: ${what}`, () => {
      for (const text of [inPick(evil), inMessage(evil), oneLine(evil)]) assertPlainLine(text, what, 400);
      assert.doesNotMatch(inPick(evil), /(?<!\\)\$\(/);
      assert.doesNotMatch(inMessage(evil), /\]\(/);
      const message = failureMessage(new Failure('accessDenied', evil, { service: 'ECS', operation: 'RunTask' }));
      assertPlainLine(message, what, 500);
      assert.doesNotMatch(message, /\]\(/);
    });

    it(`${index} act in no results of commands: ${what}`, () => {
      const state: RunState = {
        run: {
          id: 'run',
          account: { source: { kind: 'demo' }, region: 'eu-central-1' },
          title: evil,
          script: [evil],
          sentAt: 0,
          commands: [{ commandId: '0f0f-11', hosts: [] }],
          unsent: [{ hosts: [{ id: 'mi-z', name: evil }], why: evil }],
        },
        outcomes: [
          {
            host: { id: 'mi-a', name: evil },
            result: { nodeId: 'mi-a', status: 'failed', output: evil },
            output: { stdout: evil, stderr: evil, isCut: true, exitCode: 2 },
          },
        ],
        phase: 'ended',
      };
      assertInertMarkdown(resultsMarkdown(state, { locale: 'en' }), what, own);
    });

    it(`${index} act in no diagnosis: ${what}`, () => {
      const cluster = ecsCluster('home');
      const nodes = new Map([[node('a').id, node('a', { name: evil, pingStatus: 'ConnectionLost', lastPingAt: 0 })]]);
      const [host] = ecsHosts(cluster, [instance('a', cluster, { agentConnected: false, agentVersion: evil })], nodes);
      assert.ok(host);
      const names = [
        'system.board',
        'system.os',
        'system.hostname',
        'docker.error',
        'ecs.cluster',
        'network.proxy',
        'agent.log',
        'ecs.log',
      ];
      // As a host writes it: a line each.
      const probe = parseProbe(formatProbe(names.map((name) => [name, evil.replace(/\s+/g, ' ')] as const)));
      const facts = { host, region: 'eu-central-1', probe, now };
      const markdown = diagnosisMarkdown({
        ...facts,
        findings: hostFindings(facts),
        disconnection: disconnectionOf({ host, tasks: [], readAt: now, now }),
        locale: 'en',
      });
      assertInertMarkdown(markdown, what, own);
    });
  }
});
