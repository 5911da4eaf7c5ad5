import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ids from '../../src/ui/ids.ts';
import { readSources } from '../../tools/lib/sources.ts';

interface Menu {
  readonly command: string;
  readonly when?: string;
}
interface Walkthrough {
  readonly id: string;
  readonly steps: readonly {
    readonly description: string;
    readonly media: { readonly svg: string; readonly altText: string };
    readonly completionEvents: readonly string[];
  }[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly walkthroughs: readonly Walkthrough[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly modelDescription: string;
      readonly when?: string;
      readonly inputSchema: {
        readonly type: string;
        readonly properties: Readonly<Record<string, { readonly description?: string }>>;
        readonly required?: readonly string[];
        readonly additionalProperties: unknown;
      };
    }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
}

const root = path.join(import.meta.dirname, '..', '..');
const text = readFileSync(path.join(root, 'package.json'), 'utf8');
const { contributes } = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const sorted = (values: Iterable<string>): readonly string[] => [...values].sort();

describe('package.json and src/ui/ids.ts agree', () => {
  it('on commands', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(ids.commands)));
  });
  it('on views and their container', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [ids.viewContainer],
    );
    assert.deepEqual(
      sorted((contributes.views[ids.viewContainer] ?? []).map(({ id }) => id)),
      sorted(Object.values(ids.views)),
    );
  });
  it('on settings', () => {
    const declared = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    assert.deepEqual(sorted(declared), sorted(Object.values(ids.settings)));
  });
  it('on tools for language models, which say what they are for', () => {
    const declared = contributes.languageModelTools;
    assert.deepEqual(sorted(declared.map(({ name }) => name)), sorted(Object.values(ids.tools)));
    for (const { name, modelDescription, inputSchema, when } of declared) {
      // VS Code 1.100 can't tell extensions of tools with a condition, nor then of any other.
      assert.equal(when, undefined, name);
      assert.ok(modelDescription.length > 200 && modelDescription.length < 1500, name);
      const { type, properties, required = [], additionalProperties } = inputSchema;
      assert.deepEqual([type, additionalProperties], ['object', false], name);
      for (const [property, { description = '' }] of Object.entries(properties))
        assert.ok(description.length > 10, `${name} ${property}`);
      for (const property of required) assert.ok(Object.hasOwn(properties, property), `${name} ${property}`);
    }
  });
  it('on what menus and welcome texts are shown for', () => {
    const known = new Set<string>([...Object.values(ids.views), ids.outputPanel, ids.scriptScheme, ids.leavingScheme]);
    const clauses = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].map(
      ({ when }) => when ?? '',
    );
    for (const clause of clauses) {
      for (const [, left, right] of clause.matchAll(/(\w[\w.]*) == '?([\w.-]+)'?/g)) {
        if (left === ids.contextKeys.emptyReason) continue;
        assert.ok(known.has(right ?? ''), `${clause}: ${String(right)}`);
      }
      for (const [, row] of clause.matchAll(/viewItem =~ \/\^(\w+)/g)) {
        assert.ok((ids.rowKinds as readonly string[]).includes(row ?? ''), clause);
      }
    }
    const reasons: Record<ids.EmptyReason, true> = {
      noAccount: true,
      noProfile: true,
      noRegion: true,
      malformedConfig: true,
    };
    const shown = contributes.viewsWelcome.flatMap(({ when = '' }) => /'(\w+)'/.exec(when)?.[1] ?? []);
    assert.deepEqual(sorted(shown), sorted(Object.keys(reasons)));
    const greeting = new Set(contributes.viewsWelcome.map(({ view }) => view));
    assert.deepEqual(sorted(greeting), sorted(Object.values(ids.views)), 'no view is ever blank');
  });
  it('on every command that a menu or a text names', () => {
    const declared = new Set<string>(Object.values(ids.commands));
    const named = [
      ...Object.values(contributes.menus).flatMap((menu) => menu.map(({ command }) => command)),
      ...Object.values(strings).flatMap((value) =>
        Array.from(value.matchAll(/command:([\w.]+)/g), ([, id]) => id ?? ''),
      ),
    ];
    assert.ok(named.length > 10);
    for (const command of named) assert.ok(declared.has(command), command);
  });
});

describe('the walkthrough', () => {
  const [walkthrough] = contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];

  it('is the one that a command opens', () => {
    assert.deepEqual(
      contributes.walkthroughs.map(({ id }) => id),
      [ids.walkthrough],
    );
    assert.equal(steps.length, 4);
  });
  it('has steps that are done by what the extension tells, each by something else', () => {
    const keys = steps.map(({ completionEvents }) => /^onContext:(\S+)$/.exec(completionEvents.join())?.[1] ?? '');
    assert.equal(new Set(keys).size, steps.length);
    for (const key of keys) assert.ok((Object.values(ids.contextKeys) as readonly string[]).includes(key), key);
  });
  it('offers in each step what it is about', () => {
    for (const { description } of steps)
      assert.match(strings[description.slice(1, -1)] ?? '', /^\[[^\]]+\]\(command:/m);
  });
  it('has a picture for each, in the colours of the theme, told in words as well', () => {
    const pictures = steps.map(({ media }) => media.svg);
    assert.equal(new Set(pictures).size, steps.length);
    for (const { media } of steps) {
      assert.match(strings[media.altText.slice(1, -1)] ?? '', /^.{40,200}\.$/);
      const svg = readFileSync(path.join(root, media.svg), 'utf8');
      const colors = Array.from(svg.matchAll(/(?:fill|stroke)="([^"]+)"/g), ([, color]) => color ?? '');
      assert.ok(colors.length > 10);
      for (const color of colors) assert.match(color, /^(?:none|var\(--vscode-[\w-]+(?:, var\(--vscode-[\w-]+.*)?\))$/);
      // VS Code lets neither of them through.
      assert.doesNotMatch(svg, /<style|style=|<script|<image|href=/);
    }
  });
});

describe('package.nls.json', () => {
  it('holds each text that the manifest asks for, and no other', () => {
    const used = new Set(Array.from(text.matchAll(/"%([\w.]+)%"/g), ([, key]) => key ?? ''));
    assert.deepEqual(sorted(used), sorted(Object.keys(strings)));
  });
  it('starts commands with a verb, in one category', () => {
    for (const { category, title } of contributes.commands) {
      assert.equal(category, '%category%');
      assert.match(strings[title.slice(1, -1)] ?? '', /^(?:Re-)?[A-Za-z][a-z]+ (?:(?:a|in|on|to) )?[A-Z]|^Refresh$/);
    }
  });
});

describe('src/ui', () => {
  it('writes no id of its own: each stands in ids.ts', () => {
    for (const [file, text] of readSources()) {
      if (file !== 'ui/ids.ts') assert.doesNotMatch(text, /['"`]externalInstances\./, file);
    }
  });
});
