import assert from 'node:assert/strict';
import { metricRanges } from '../../../src/core/operate/metrics/hostMetrics.ts';
import { randomNumbers } from '../../../src/core/randomNumbers.ts';
import { hostPageMessage } from '../../../src/ui/host/messages.ts';
import { hostMessage, pageMessage } from '../../../src/ui/report/messages.ts';
import { reportHtml } from '../../../src/ui/report/reportHtml.ts';
import { readSources } from '../../../tools/lib/sources.ts';
import { hostileTexts } from './hostile.ts';

interface Webview {
  /** Its page, with hostile texts in what is not the extension's own. */
  html(evil: string): string;
  /** What is let through of what its page sends. */
  receive(value: unknown): unknown;
  /** One of each kind of message that it takes. */
  readonly messages: readonly object[];
  /** Properties that may hold any text, as they are only looked up among what is shown. */
  readonly lookedUp?: readonly string[];
  /** Folder of the code that runs in the page. */
  readonly page: string;
}

const png = 'data:image/png;base64,iVBORw0KGgo=';
const cspSource = 'https://csp.test';
const nonce = 'bm9uY2U';

function pageHtml(evil: string): string {
  const address = (name: string): string => `${cspSource}/${name}`;
  return reportHtml({
    cspSource,
    script: address('page.js'),
    style: address('page.css'),
    nonce,
    language: evil,
    title: evil,
  });
}

/** Every webview that there is, by the file that creates its panel: a new one is to be written down here. */
const webviews: Readonly<Record<string, Webview>> = {
  'ui/host/hostPanel.ts': {
    html: pageHtml,
    receive: hostPageMessage,
    messages: [
      { type: 'ready' },
      { type: 'ready', range: metricRanges[0] },
      { type: 'range', range: metricRanges[0] },
      { type: 'act', action: 'refresh' },
      { type: 'act', action: 'stopTask', target: 'arn:aws:ecs:eu-central-1:111122223333:task/home/1' },
    ],
    lookedUp: ['target'],
    page: 'ui/host/page',
  },
  'ui/report/reportPanel.ts': {
    html: pageHtml,
    receive: pageMessage,
    messages: [
      { type: 'ready', choices: { whatIf: { region: 'eu-west-1', hosts: '3' } } },
      { type: 'choose', form: 'whatIf', choice: { region: 'eu-west-1', hosts: '3' } },
      { type: 'refresh' },
      { type: 'saveHtml', pictures: [{ chart: 'days', png }] },
      { type: 'saveCsv' },
      { type: 'saveForm', form: 'whatIf' },
      { type: 'savePng', picture: { chart: 'days', png } },
    ],
    page: 'ui/report/page',
  },
};

/** The file that makes the page of each of them. */
const maker = 'ui/report/webviewPage.ts';

const sources = readSources();
const filesWith = (pattern: RegExp): readonly string[] =>
  [...sources].flatMap(([file, text]) => (pattern.test(text) ? [file] : []));
const textOf = (file: string): string => sources.get(file) ?? assert.fail(`There is no ${file}.`);

describe('webviews', () => {
  it('are all known to these tests', () => {
    const makes =
      /createWebviewPanel|registerWebviewViewProvider|registerCustomEditorProvider|createWebviewTextEditorInset/;
    assert.deepEqual(filesWith(makes), Object.keys(webviews));
  });

  describe(maker, () => {
    const text = textOf(maker);

    it('makes every page', () => {
      assert.deepEqual(filesWith(/\.html = /), [maker]);
    });

    it('lets a page load from one folder of the build alone', () => {
      const roots = [...text.matchAll(/localResourceRoots: (.*?) \}/g)].map(([, each]) => each);
      assert.deepEqual(roots, ['[pageUri(extensionUri, folder)]']);
      assert.match(text, /joinPath\(extensionUri, 'dist', folder\)/);
      assert.match(text, /type PageFolder = 'host' \| 'report';/);
    });

    it('gives each page a nonce of its own', () => {
      assert.match(text, /nonce: randomBytes\(16\)\.toString/);
    });
  });

  for (const [file, webview] of Object.entries(webviews)) {
    describe(file, () => {
      const text = textOf(file);

      it('allow what all pages are allowed, and nothing else', () => {
        assert.match(text, /pageOptions\(/);
        assert.doesNotMatch(
          text,
          /localResourceRoots|enableScripts|enableCommandUris|enableForms|portMapping|retainContextWhenHidden: true/,
        );
      });

      it('have a policy that lets run and load what is named, and nothing else', () => {
        for (const evil of hostileTexts) {
          const html = webview.html(evil);
          const policies = [...html.matchAll(/<meta http-equiv="Content-Security-Policy" content="([^"]+)">/g)];
          assert.equal(policies.length, 1);
          const policy = (policies[0]?.[1] ?? '').replaceAll('&#39;', "'");
          assert.match(policy, /^default-src 'none';/);
          assert.doesNotMatch(policy, /unsafe|\*|data:|blob:|https?:(?!\/\/csp\.test)/);
          const directives = new Map(policy.split(';').map((each) => each.trim().split(/ (.*)/s) as [string, string]));
          assert.equal(directives.get('script-src'), `'nonce-${nonce}'`);
          for (const name of ['connect-src', 'frame-src', 'object-src', 'worker-src'])
            assert.ok([undefined, "'none'"].includes(directives.get(name)), name);
          const scripts = [...html.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag);
          assert.equal(scripts.length, 1);
          assert.ok(scripts[0]?.includes(`nonce="${nonce}"`));
          assert.doesNotMatch(html, /<img|<iframe|<object|<base|<form|\son\w+="|javascript:/i);
          for (const [, address = ''] of html.matchAll(/\b(?:src|href)="([^"]*)"/g))
            assert.ok(address.startsWith(`${cspSource}/`), address);
        }
      });

      it('are listened to through one check, which never throws and lets through what is theirs', () => {
        assert.equal(text.match(/onDidReceiveMessage\(/g)?.length, 1);
        for (const message of webview.messages) assert.equal(webview.receive(message), message);
        const random = randomNumbers(7);
        let taken = 0;
        for (let round = 0; round < 4000; round++) {
          const [message = {}] = pick(webview.messages, random);
          const odd = mutated(structuredClone(message), random);
          const result = webview.receive(odd);
          if (result === undefined) continue;
          taken++;
          // What is let through in spite of a change holds nothing that could act where it is used.
          assert.equal(result, odd);
          const isIgnored = (key: string): boolean =>
            key.startsWith('evil') || webview.lookedUp?.includes(key) === true;
          const read = JSON.stringify(odd, (key, each: unknown) => (isIgnored(key) ? undefined : each));
          assert.doesNotMatch(read, /evil|__proto__|\.\.\//);
        }
        assert.ok(taken < 3000, `${taken} changed messages were taken`);
      });

      it('make no markup of text in their page', () => {
        const scripts = [...sources].filter(([each]) => each.startsWith(webview.page));
        assert.ok(scripts.length > 0);
        for (const [each, code] of scripts)
          assert.doesNotMatch(
            code,
            /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment/,
            each,
          );
      });
    });
  }

  it('take no message of the extension that is none', () => {
    const random = randomNumbers(11);
    for (let round = 0; round < 1000; round++)
      assert.equal(hostMessage(mutated({ type: 'show', model: { title: 'x' } }, random)), undefined);
  });
});

function pick<T>(values: readonly T[], random: () => number): readonly T[] {
  return values.slice(Math.floor(random() * values.length)).slice(0, 1);
}

/** With one thing in it replaced, added or taken away. */
function mutated(value: object, random: () => number): unknown {
  const odd: readonly unknown[] = [
    ...hostileTexts,
    null,
    undefined,
    -1,
    Number.NaN,
    true,
    [],
    {},
    [[['evil']]],
    { evil: 'evil' },
    '../../evil',
    'data:image/svg+xml;base64,ZXZpbA==evil',
    JSON.parse('{"__proto__": {"type": "refresh"}, "evil": 1}') as unknown,
  ];
  const other = pick(odd, random)[0];
  if (random() < 0.1) return other;
  let target = value as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(target);
    const [key = 'type'] = pick(keys, random);
    const inner = target[key];
    if (typeof inner === 'object' && inner !== null && random() < 0.7) {
      target = inner as Record<string, unknown>;
      continue;
    }
    const kind = random();
    if (kind < 0.6) target[key] = other;
    else if (kind < 0.8) target[`evil${keys.length}`] = other;
    else Reflect.deleteProperty(target, key);
    return value;
  }
}
