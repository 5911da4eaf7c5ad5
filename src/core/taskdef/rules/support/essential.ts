import { booleanOf, property, type ObjectNode } from '../../node.ts';
import { has } from './places.ts';

/** Whether a container is known to be essential, as it is where nothing is said. */
export function isEssential(container: ObjectNode): boolean {
  return !has(container, 'essential') || booleanOf(property(container, 'essential')) === true;
}
