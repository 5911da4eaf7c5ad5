import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { accountCosts, costsState, reportInput } from '../../../test/unit/reportLiterals.ts';
import { eksCluster } from '../../../test/unit/fleetLiterals.ts';
import { buildReport } from './build/buildReport.ts';
import { element, toHtml } from './markup.ts';
import { reportHtml } from './reportHtml.ts';
import { savedHtml } from './savedHtml.ts';

const png = 'data:image/png;base64,iVBORw0KGgo=';

describe('the report saved as HTML', () => {
  const model = buildReport(reportInput());
  const html = savedHtml(model, [{ chart: 'days', png }]);

  it('needs nothing else: no script, nothing to load', () => {
    assert.doesNotMatch(html, /<script|<link|<iframe|<form|javascript:|https?:\/\/|url\(|\son\w+=/i);
    const [, hash] = /style-src &#39;sha256-([^&]+)&#39;/.exec(html) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? [];
    assert.equal(hash, createHash('sha256').update(style).digest('base64'));
  });

  it('has its charts as pictures with a text, and says a missing one in words', () => {
    assert.equal(html.match(/<img src="data:image\/png;base64,[^"]+" alt="[^"]{20,}">/g)?.length, 1);
    assert.ok(html.includes('Most was pulled of web'));
  });

  it('has each figure of the model, all unfolded', () => {
    for (const { blocks } of model.sections) {
      for (const block of blocks) {
        if (block.kind !== 'table') continue;
        assert.ok(html.includes(`<table id="table-${block.id}">`));
        for (const { cells, details = [] } of block.rows)
          for (const text of [...cells.map((cell) => cell.text), ...details])
            assert.ok(html.includes(toHtml(text)), text);
      }
    }
    assert.doesNotMatch(html, /<details(?![^>]* open)/);
  });

  it('shows what comes from AWS as text, whatever it holds', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&</table>';
    const account = accountCosts({
      eksClusters: [eksCluster(evil, { createdAt: 0 })],
      anywhereHosts: [{ key: evil, name: evil, isConnected: true }],
    });
    const text = savedHtml(buildReport(reportInput({ state: costsState({}, [account]) })), []);
    assert.ok(text.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/table&gt;'));
    assert.doesNotMatch(text, /<img/);
  });
});

describe('toHtml', () => {
  it('escapes texts and attributes', () => {
    const made = element('a', { href: '"><b>' }, '<i>', element('img', { alt: "'&" }));
    assert.equal(toHtml(made), '<a href="&quot;&gt;&lt;b&gt;">&lt;i&gt;<img alt="&#39;&amp;"></a>');
  });
});

describe('the page of the report', () => {
  it('allows one script and one stylesheet, nothing unsafe, and no address', () => {
    const html = reportHtml({
      cspSource: 'https://csp.test',
      script: 'https://csp.test/page.js',
      style: 'https://csp.test/page.css',
      nonce: 'abc',
      language: 'en',
      title: '<Costs>',
    });
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;nonce-abc&#39;; style-src https:\/\/csp\.test;/);
    assert.doesNotMatch(policy, /unsafe|\*|connect-src/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes('<title>&lt;Costs&gt;</title>'));
  });
});
