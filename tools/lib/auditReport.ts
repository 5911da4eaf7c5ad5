/** What `npm audit --json` comes to. */
export interface AuditVerdict {
  readonly isFine: boolean;
  readonly lines: readonly string[];
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  readonly range?: string;
}

const grave = ['high', 'critical'];

/**
 * Grave flaws in what is shipped fail; all others are told. A registry that can't answer the question fails nothing, as
 * many mirrors can't; any other error does.
 *
 * @param shipped names of packages
 */
export function auditVerdict(report: unknown, shipped: ReadonlySet<string>): AuditVerdict {
  const { vulnerabilities, message, error, statusCode } = fields(report);
  if (typeof vulnerabilities !== 'object' || vulnerabilities === null) {
    const said = [message, fields(error).summary, fields(error).code]
      .filter((each) => typeof each === 'string')
      .join(' ');
    const isUnanswered = cannotAnswer(said, statusCode);
    return {
      isFine: isUnanswered,
      lines: [
        isUnanswered ? `The registry can't answer an audit: ${said}` : `npm audit failed: ${said || 'no report'}`,
      ],
    };
  }
  const all = Object.values(vulnerabilities as Record<string, Vulnerability>);
  const failing = all.filter(({ name, severity }) => shipped.has(name) && grave.includes(severity));
  return {
    isFine: failing.length === 0,
    lines: [
      ...all.map(
        (each) => `${each.severity} ${each.name} ${each.range ?? ''}${shipped.has(each.name) ? ' (shipped)' : ''}`,
      ),
      `${all.length} packages with known flaws, ${failing.length} of them grave and shipped`,
    ],
  };
}

/** No such question there, or nobody there at all. */
function cannotAnswer(said: string, statusCode: unknown): boolean {
  if (typeof statusCode === 'number') return [400, 403, 404, 405, 501].includes(statusCode) || statusCode >= 500;
  return /\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENOAUDIT|E40[0345]|E5\d\d)\b/.test(said);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
