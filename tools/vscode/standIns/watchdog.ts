// In place of the native watchdog, which ends an extension host whose server died while the host's loop was blocked.
// The extension host also looks for its parent in a timer, which is enough here.

export function start(): void {
  // nothing to watch with
}

export function exit(code = 0): void {
  process.exit(code);
}
