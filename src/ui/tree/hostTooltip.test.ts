import assert from 'node:assert/strict';
import { ecsCluster, instance, node } from '../../../test/unit/fleetLiterals.ts';
import { ecsHosts } from '../../core/fleet/host.ts';
import type { ContainerInstance, ManagedNode } from '../../core/fleet/model.ts';
import { disconnectionOf } from '../../core/operate/disconnected.ts';
import { hostTooltip } from './hostTooltip.ts';

const home = ecsCluster('home');
const now = Date.UTC(2026, 10, 22, 12);

function tooltip(one: Partial<ContainerInstance>, managed: Partial<ManagedNode>): string {
  const nodes = new Map([[node('a').id, node('a', managed)]]);
  const [host] = ecsHosts(home, [instance('a', home, one)], nodes);
  assert.ok(host);
  return hostTooltip({ host }, { locale: 'en', now });
}

/** Escapes read back, as the eye sees them. */
function shown(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe('hostTooltip', () => {
  it('says what the machine is, how both channels are, and what is free', () => {
    const text = tooltip(
      {
        agentVersion: '1.105.1',
        dockerVersion: 'DockerVersion: 28.0.1',
        runningTaskCount: 3,
        attributes: { 'ecs.cpu-architecture': 'arm64' },
      },
      {
        name: 'kitchen',
        platformName: 'Ubuntu',
        platformVersion: '24.04',
        agentVersion: '3.3.4108.0',
        lastPingAt: now - 130_000,
      },
    );
    for (const [title, value] of [
      ['Operating system', 'Ubuntu 24.04'],
      ['Architecture', 'arm64'],
      ['ECS agent', 'connected · 1.105.1'],
      ['SSM agent', 'online · 3.3.4108.0'],
      ['Last seen by SSM', '2 minutes ago'],
      ['Docker', '28.0.1'],
      ['CPU free', '2 vCPU of 4 vCPU'],
      ['Memory free', '4 GiB of 8 GiB'],
      ['Running tasks', '3'],
    ] as const) {
      assert.ok(shown(text).includes(`| ${title} | ${value} |`), `${title} in\n${text}`);
    }
  });

  it('says what it means that the host is disconnected', () => {
    const lost = now - 3 * 3_600_000;
    const nodes = new Map([[node('a').id, node('a', { pingStatus: 'ConnectionLost', lastPingAt: lost })]]);
    const [host] = ecsHosts(home, [instance('a', home, { agentConnected: false })], nodes);
    assert.ok(host);
    const disconnection = disconnectionOf({ host, tasks: [], readAt: now, now });
    const text = shown(hostTooltip({ host }, { locale: 'en', now }, disconnection));
    assert.match(text, /The host is disconnected · Since .* at the earliest/);
    assert.match(text, /credentials have expired/);
    assert.match(text, /no new task comes/);
  });

  it('leaves out what is not known', () => {
    assert.doesNotMatch(tooltip({}, {}), /undefined|Operating system|\w \|  ?\|$/m);
  });

  it('makes no link, command, picture or HTML of what comes from AWS', () => {
    const evil = '[run](command:workbench.action.quit) <img src=x> ![a](https://example.com/a.png) | `x` |\n# big';
    const text = tooltip({ agentVersion: evil }, { name: evil, platformName: evil, computerName: evil });
    assert.doesNotMatch(text, /\]\(|<img|^# /m);
    assert.equal(
      text.split('\n').length,
      tooltip({ agentVersion: 'x' }, { name: 'x', platformName: 'x' }).split('\n').length,
    );
  });

  it('counts no time backwards when clocks differ', () => {
    assert.match(tooltip({}, { lastPingAt: now + 60_000 }), /Last seen by SSM \| now/);
  });
});
