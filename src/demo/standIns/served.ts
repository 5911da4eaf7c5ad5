import type { Installer } from '../../core/registration/guidedScript.ts';
import type { ScriptSources } from '../../core/registration/plan.ts';
import type { World } from '../world.ts';
import { connectorManifest, demoContext, kubectlScript } from './connector.ts';
import { installerScript } from './installer.ts';
import { nodeadmScript } from './nodeadm.ts';
import type { Place } from './script.ts';
import { setupToolScript } from './setupTool.ts';

type Write = (place: Place, world: World) => string;

/** By path. Scripts look for `kubectl` beside the manifest. */
const written: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['/ecs-anywhere-install-latest.sh', installerScript],
  ['/ssm-setup-cli', setupToolScript],
  [
    '/nodeadm',
    (place, { eksVersions }) =>
      nodeadmScript(
        place,
        eksVersions.map(({ patchVersion }) => patchVersion),
      ),
  ],
  ['/eks-connector.yaml', () => connectorManifest],
  ['/kubectl', kubectlScript],
]);

/** The stand-in for a program of AWS's at that path, if there is one. */
export function standInAt(path: string, endpoint: string, world: World): string | undefined {
  return written.get(path)?.({ endpoint, region: world.region }, world);
}

/** Where the scripts of a demo account fetch from. */
export function standInSources(endpoint: string): Required<ScriptSources> {
  const at = (path: string): Installer => ({ url: endpoint + path, insecureLoopback: true, needsRoot: false });
  return {
    installer: at('/ecs-anywhere-install-latest.sh'),
    setupTool: at('/ssm-setup-cli'),
    nodeadm: at('/nodeadm'),
    manifest: at('/eks-connector.yaml'),
    kubectlContexts: [demoContext],
  };
}
