/** Which operating systems AWS supports for its agents, as data with its date. */

export interface SupportedSystem {
  /** As people say it. */
  readonly name: string;
  /** `ID` in `/etc/os-release`. */
  readonly id: string;
  /** `VERSION_ID`, or its first part; absent for all versions. */
  readonly version?: string;
}

export interface SystemSupport {
  readonly product: string;
  /** `2026-08-07`: what is said of support was so on that day. */
  readonly asOf: string;
  readonly supported: readonly SupportedSystem[];
  /** Supported until that day. */
  readonly dropped: readonly SupportedSystem[];
}

function versions(name: string, id: string, ...each: readonly string[]): readonly SupportedSystem[] {
  return each.map((version) => ({ name: `${name} ${version}`, id, version }));
}

/** Source: ECS developer guide, "Amazon ECS clusters for external instances". Raspberry Pi OS was never in the list. */
export const ecsAnywhereSystems: SystemSupport = {
  product: 'ECS Anywhere',
  asOf: '2026-08-07',
  supported: [
    ...versions('Amazon Linux', 'amzn', '2023'),
    ...versions('Ubuntu', 'ubuntu', '20', '22', '24'),
    ...versions('RHEL', 'rhel', '9'),
  ],
  dropped: [
    ...versions('Amazon Linux', 'amzn', '2'),
    ...versions('CentOS Stream', 'centos', '9'),
    ...versions('RHEL', 'rhel', '7', '8'),
    ...versions('Fedora', 'fedora', '32', '33', '40'),
    { name: 'openSUSE Tumbleweed', id: 'opensuse-tumbleweed' },
    ...versions('Ubuntu', 'ubuntu', '18'),
    ...versions('Debian', 'debian', '9', '10', '11', '12'),
    ...versions('SLES', 'sles', '15'),
  ],
};

/** Source: Systems Manager user guide, "Supported operating systems and machine types". */
export const ssmAgentSystems: SystemSupport = {
  product: 'the SSM Agent',
  asOf: '2026-08-07',
  supported: [
    { name: 'AlmaLinux', id: 'almalinux' },
    ...versions('Amazon Linux', 'amzn', '2', '2023'),
    ...versions('CentOS Stream', 'centos', '9'),
    ...versions('Debian', 'debian', '11', '12'),
    { name: 'Oracle Linux', id: 'ol' },
    ...versions('RHEL', 'rhel', '7', '8', '9', '10'),
    { name: 'Rocky Linux', id: 'rocky' },
    ...versions('SLES', 'sles', '15'),
    ...versions('Ubuntu', 'ubuntu', '18', '20', '22', '24', '25'),
  ],
  dropped: [],
};

/** Windows as an external instance of ECS. Source: as `ecsAnywhereSystems`. */
export const windowsSupport = {
  endedOn: '2026-08-07',
  systems: ['Windows Server 2022', 'Windows Server 2019', 'Windows Server 2016', 'Windows Server 20H2'],
  statement:
    'AWS ended its support of Windows Server for ECS Anywhere on 7 August 2026. Registering may still work, but AWS ' +
    'no longer helps with it or fixes it.',
} as const;

const months = 'January February March April May June July August September October November December'.split(' ');

/** `7 August 2026` */
export function supportDate({ asOf }: Pick<SystemSupport, 'asOf'>): string {
  const [year = '', month = '', day = ''] = asOf.split('-');
  return `${Number(day)} ${months[Number(month) - 1] ?? ''} ${year}`;
}

/** `Amazon Linux 2023, Ubuntu 20, Ubuntu 22 …` */
export function supportedNames({ supported }: SystemSupport): string {
  return supported.map(({ name }) => name).join(', ');
}

/** The function `check_system` of a register script, as text of bash; it reads `os_id`, `os_version`, `os_name`. */
export function systemCheck(support: SystemSupport): string {
  const on = supportDate(support);
  const supportedNow = `AWS supports: ${supportedNames(support)} (as of ${on}). It may work all the same.`;
  const dropped = [
    `      ${patterns(support.dropped)})`,
    `        note "AWS ended its support of \${os_name:-this system} for ${support.product} on ${on}. ${supportedNow}"`,
    '        ;;',
  ];
  return [
    '',
    '  check_system() {',
    '    case $os_id:$os_version in',
    `      ${patterns(support.supported)}) ;;`,
    ...(support.dropped.length > 0 ? dropped : []),
    `      *) note "\${os_name:-This operating system} is not one of those that AWS supports for ${support.product}. ${supportedNow}" ;;`,
    '    esac',
    '  }',
    '',
  ].join('\n');
}

function patterns(systems: readonly SupportedSystem[]): string {
  return systems
    .map(({ id, version }) => (version === undefined ? `${id}:*` : `${id}:${version} | ${id}:${version}.*`))
    .join(' | ');
}
