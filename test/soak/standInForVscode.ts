import { register } from 'node:module';

const standIn = new URL('vscodeStandIn.ts', import.meta.url).href;
const hook = `export const resolve = (name, context, next) =>
  next(name === 'vscode' ? ${JSON.stringify(standIn)} : name, context);`;

let isRegistered = false;

/** From now on, what imports `vscode` gets `vscodeStandIn.ts`. */
export function standInForVscode(): void {
  if (!isRegistered) register(`data:text/javascript,${encodeURIComponent(hook)}`);
  isRegistered = true;
}
