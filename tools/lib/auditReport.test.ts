import assert from 'node:assert/strict';
import { auditVerdict } from './auditReport.ts';

const shipped = new Set(['yaml', '@aws-sdk/client-ecs']);
const report = (name: string, severity: string): object => ({
  vulnerabilities: { [name]: { name, severity, range: '<2.0.0' } },
});

describe('verdict on an audit', () => {
  it('fails for grave flaws of what is shipped, and tells all others', () => {
    for (const severity of ['high', 'critical']) {
      assert.equal(auditVerdict(report('yaml', severity), shipped).isFine, false);
      assert.equal(auditVerdict(report('mocha', severity), shipped).isFine, true);
    }
    assert.deepEqual(auditVerdict(report('yaml', 'moderate'), shipped), {
      isFine: true,
      lines: ['moderate yaml <2.0.0 (shipped)', '1 packages with known flaws, 0 of them grave and shipped'],
    });
    assert.equal(auditVerdict({ vulnerabilities: {} }, shipped).isFine, true);
  });

  it('tolerates a registry that cannot answer, and nothing else', () => {
    const unanswered = [
      {
        message: '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk',
        statusCode: 405,
      },
      { message: 'request failed, reason: getaddrinfo ENOTFOUND registry.example', error: { code: 'ENOTFOUND' } },
      { message: '503 Service Unavailable', statusCode: 503 },
    ];
    for (const each of unanswered) assert.equal(auditVerdict(each, shipped).isFine, true, each.message);
    const broken = [
      undefined,
      {},
      { message: '401 Unauthorized', statusCode: 401 },
      { error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' } },
    ];
    for (const each of broken) assert.equal(auditVerdict(each, shipped).isFine, false, JSON.stringify(each));
  });
});
