/** A profile of the shared config and credentials files, as much of it as choosing an account needs. No keys. */
export interface Profile {
  readonly name: string;
  /** The profile's own Region, or that of the profile it takes its credentials from (`source_profile`). */
  readonly region?: string;
  /** How it gets its credentials; `other` also where the file names no way at all (only a Region, for example). */
  readonly kind: 'sso' | 'assumeRole' | 'process' | 'keys' | 'webIdentity' | 'other';
  /** The `[sso-session …]` it signs in with; `aws sso login --sso-session NAME` renews it. */
  readonly ssoSession?: string;
}
