/** What `nodeadm install --containerd-source` takes. */
export const containerdSources = ['distro', 'docker', 'none'] as const;
export type ContainerdSource = (typeof containerdSources)[number];
