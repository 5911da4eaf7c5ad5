export const installerPath = '/ecs-anywhere-install-latest.sh';
export function installerScript(endpoint: string): string {
  return `#!/bin/bash\n# ${endpoint}\n`;
}
