import { Emitter } from '../../core/event.ts';

/** Tags or attributes of a host were changed: those of SSM are no part of the fleet, and read by who shows them. */
export const labelsChanged = new Emitter<{
  /** `AccountFleet.key` */
  readonly account: string;
  /** `Host.key` */
  readonly host: string;
}>();
