/** Whether a text may name a family or a container. Source: API Reference, `RegisterTaskDefinition`, `ContainerDefinition`. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text);
}
