import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { Failure } from '../../../src/core/failure.ts';
import { handOutFiles, handOutText, type HandOutOptions } from '../../../src/core/registration/handOut.ts';
import type { HostPlan } from '../../../src/core/registration/plan.ts';
import { officialInstaller } from '../../../src/core/registration/registerScript.ts';
import { hostileTexts } from './hostile.ts';

const script = { kind: 'script' } as const;
const many = (by: 'ssh' | 'ansible') => ({ kind: 'many', hosts: ['pi-1', 'pi-2'], by }) as const;

/** Each kind of file, with a text from outside wherever one goes in. */
const plansWith = (evil: string): Readonly<Record<string, HostPlan>> => ({
  linux: { kind: 'ecsLinux', form: script, host: { attributes: { stack: evil }, tags: { owner: evil } } },
  ssh: { kind: 'ecsLinux', form: { ...script, ssh: evil }, host: { attributes: {}, tags: {} } },
  loop: { kind: 'ecsLinux', form: many('ssh'), host: { attributes: { stack: evil }, tags: {} } },
  ansible: { kind: 'ecsLinux', form: many('ansible'), host: { attributes: { stack: evil }, tags: { owner: evil } } },
  hosts: { kind: 'ssmOnly', form: { kind: 'many', hosts: [evil, 'pi-2'], by: 'ansible' } },
  firstBoot: {
    kind: 'ecsLinux',
    form: { kind: 'firstBoot', hostname: evil, authorizedKeys: [evil] },
    host: { attributes: { stack: evil }, tags: {} },
  },
  windows: { kind: 'ecsWindows' },
  hybrid: { kind: 'hybridNode', form: script, kubernetesVersion: evil },
  connector: { kind: 'connector', by: 'helm', provider: 'OTHER', context: evil },
});

function texts(plan: HostPlan, evil: string): readonly (readonly [language: string, text: string])[] {
  const options: HandOutOptions = {
    plan,
    sources: { installer: officialInstaller },
    region: 'eu-central-1',
    ...(plan.kind !== 'ssmOnly' && { cluster: evil }),
    activationId: '7f3c0a52-1b2c-4d3e-8f90-123456789abc',
    activationCode: 'Ab+Cd/EfGhIjKlMnOpQr',
    expiresAt: Date.UTC(2026, 10, 23),
    registrationLimit: 3,
    proxy: { url: 'http://proxy.example.com:3128', noProxy: '.example.com' },
  };
  return handOutFiles(plan, evil).map(({ name, part, language }) => {
    assert.match(name, /^[\w.-]+$/);
    return [language, handOutText(options, part)];
  });
}

/** Runs nothing of it but reads all of it. What stands outside of quotes would be read as commands. */
function assertShell(text: string, where: string): void {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, `${where}: ${stderr}`);
}

describe('hostile names, in scripts', function () {
  // Each is read by a shell of its own, which takes its time on a busy machine.
  this.timeout(30_000);

  for (const [kind] of Object.entries(plansWith(''))) {
    it(`of the kind ${kind} are values, or are refused`, () => {
      let made = 0;
      for (const evil of hostileTexts) {
        const plan = plansWith(evil)[kind];
        assert.ok(plan);
        let files: ReturnType<typeof texts>;
        try {
          files = texts(plan, evil);
        } catch (error) {
          assert.ok(Failure.is(error) && error.reason === 'invalidRequest', String(error));
          continue;
        }
        made += files.length;
        for (const [language, text] of files) {
          if (language === 'yaml') assert.doesNotThrow(() => void parse(text), text);
          if (language === 'shellscript') assertShell(text, evil);
          // Between single quotes, all that PowerShell expands stays text.
          if (language === 'powershell')
            assert.doesNotMatch(text.replace(/^\s*#.*$/gm, '').replace(/'(?:[^']|'')*'/g, ''), /evil/);
        }
      }
      assert.ok(made > 0 || kind !== 'linux');
    });
  }
});
