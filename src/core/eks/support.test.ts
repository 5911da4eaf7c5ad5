import assert from 'node:assert/strict';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { messageText } from '../text/message.ts';
import type { EksCluster } from '../fleet/model.ts';
import { supportAt, supportNotice } from './support.ts';

const dates = {
  version: '1.34',
  endOfStandardSupport: Date.parse('2026-12-02'),
  endOfExtendedSupport: Date.parse('2027-12-02'),
};
const on = (now: string, over: Partial<EksCluster> = {}): readonly (string | undefined)[] => {
  const notice = supportNotice(eksCluster('lab', { ...dates, ...over }), Date.parse(now));
  return notice ? [notice.kind, notice.severity, messageText(notice.message)] : [];
};

describe('supportNotice', () => {
  it('says nothing while the end of standard support is far off', () => {
    assert.deepEqual(on('2026-10-02'), []);
  });

  it('tells the end of standard support 60 days before, and that it will cost more 30 days before', () => {
    assert.deepEqual(on('2026-10-03'), [
      'standardEnds',
      'info',
      'Standard support of Kubernetes 1.34 ends on 2026-12-02',
    ]);
    assert.equal(on('2026-11-01')[0], 'standardEnds');
    assert.deepEqual(on('2026-11-02'), [
      'extendedBegins',
      'warning',
      'Extended support of Kubernetes 1.34, which costs more, begins on 2026-12-02',
    ]);
    assert.equal(on('2026-12-01T23:59:59Z')[0], 'extendedBegins');
  });

  it('says that AWS upgrades instead, where the cluster is set so', () => {
    assert.deepEqual(on('2026-11-20', { atEndOfStandardSupport: 'upgrade' }), [
      'standardEnds',
      'warning',
      'Standard support of Kubernetes 1.34 ends on 2026-12-02: AWS upgrades it then',
    ]);
    assert.equal(on('2026-11-20', { atEndOfStandardSupport: 'extend' })[0], 'extendedBegins');
  });

  it('tells extended support, and its end 60 days before, also when what AWS said is old by now', () => {
    for (const support of ['standard', 'extended', 'unknown'] as const) {
      assert.deepEqual(on('2026-12-02', { support }), [
        'extended',
        'warning',
        'Kubernetes 1.34 is in extended support, which costs more, until 2027-12-02',
      ]);
      assert.deepEqual(on('2027-10-03', { support }), [
        'extendedEnds',
        'error',
        'Extended support of Kubernetes 1.34 ends on 2027-12-02: AWS upgrades it then',
      ]);
      assert.equal(on('2027-12-02', { support })[0], 'unsupported');
    }
  });

  it('tells what it can without dates', () => {
    const undated = (support: EksCluster['support']): readonly string[] => {
      const notice = supportNotice(eksCluster('lab', { version: '1.31', support }), 0);
      return notice ? [notice.kind, messageText(notice.message)] : [];
    };
    assert.deepEqual(undated('standard'), []);
    assert.deepEqual(undated('unknown'), []);
    assert.deepEqual(undated('extended'), ['extended', 'Kubernetes 1.31 is in extended support, which costs more']);
    assert.deepEqual(undated('unsupported'), [
      'unsupported',
      'Kubernetes 1.31 is past extended support: AWS upgrades the cluster by itself',
    ]);
  });

  it('says nothing of clusters that run elsewhere or are on their way out', () => {
    assert.deepEqual(on('2027-01-01', { connector: {} }), []);
    assert.deepEqual(on('2027-01-01', { status: 'DELETING' }), []);
  });

  it('knows when it happens', () => {
    const at = (now: string): number | undefined => supportNotice(eksCluster('lab', dates), Date.parse(now))?.at;
    assert.equal(at('2026-11-20'), dates.endOfStandardSupport);
    assert.equal(at('2027-01-20'), dates.endOfStandardSupport);
    assert.equal(at('2027-11-20'), dates.endOfExtendedSupport);
  });
});

describe('supportAt', () => {
  it('believes dates more than what was read with them', () => {
    assert.equal(supportAt({ ...dates, support: 'standard' }, dates.endOfStandardSupport), 'extended');
    assert.equal(supportAt({ ...dates, support: 'extended' }, dates.endOfExtendedSupport), 'unsupported');
    assert.equal(supportAt({ ...dates, support: 'standard' }, 0), 'standard');
    assert.equal(supportAt({ support: 'extended' }, 0), 'extended');
    assert.equal(supportAt({ ...dates, support: 'unknown' }, 0), 'standard');
    assert.equal(supportAt({ support: 'unknown' }, 0), 'unknown');
  });
});
