import assert from 'node:assert/strict';
import { filler } from '../taskdef/parse/placeholders.ts';
import { bringsParts, withoutActions } from './templateActions.ts';

describe('actions of templates', () => {
  const shown = (text: string): string => withoutActions(text).replaceAll(filler, '~');

  it('are filled, or blank where they have a line to themselves, and nothing else moves', () => {
    assert.equal(shown('a: 1\n'), 'a: 1\n');
    assert.equal(shown('image: "{{ .a }}:{{ .b | default "x" }}" # c'), 'image: "~~~~~~~~:~~~~~~~~~~~~~~~~~~~~~~" # c');
    assert.equal(
      shown('  {{- if .a }}\n  b: {{.c}}\n  {{- end }}\n'),
      `${' '.repeat(14)}\n  b: ~~~~~~\n${' '.repeat(12)}\n`,
    );
    assert.equal(shown('{{ a }} {{ b }}\r\nc: d\r\n'), `${' '.repeat(15)}\r\nc: d\r\n`);
    assert.equal(shown('- {{ a }}\n'), '- ~~~~~~~\n');
    assert.equal(shown('{{/* one\n two: */}}\nc: d'), `${' '.repeat(8)}\n${' '.repeat(10)}\nc: d`);
  });

  it('end with their line while they are typed', () => {
    assert.equal(shown('a: {{ .x\nb: c'), 'a: ~~~~~\nb: c');
    assert.equal(shown('a: {{ .x\nb: {{ .y }}\nc: d'), 'a: ~~~~~\nb: ~~~~~~~~\nc: d');
    assert.equal(shown('a: {{'), 'a: ~~');
    assert.equal(shown('a: }} {{ b }}'), 'a: }} ~~~~~~~');
  });

  it('take no longer than the text is long', () => {
    const start = performance.now();
    for (const text of ['{{', '{{a} ', '{{ a }}', '}} {{']) {
      const long = text.repeat(100_000);
      assert.equal(withoutActions(long).length, long.length);
      assert.equal(withoutActions(`${long}\n}}`).length, long.length + 3);
    }
    assert.ok(performance.now() - start < 2000);
  });

  it('may bring what the text does not say', () => {
    for (const text of [
      '  {{- include "a" . | nindent 4 }}',
      'a:\n  {{ toYaml .b }}\n',
      '{{.Values.all}}',
      '{{ template "x" }}',
    ]) {
      assert.equal(bringsParts(text), true, text);
    }
    for (const text of [
      'a: {{ .b }}',
      '{{- if .a }}\n{{ else if .b }}\n{{- else }}\n{{- end }}',
      '{{- with .a }}',
      '{{ range $i, $each := .b }}',
      '{{- $name := .Values.name -}}',
      '{{- $name = 1 }}',
      '{{/* a note */}}',
      '{{- /* a note */}}',
      '{{',
      'nothing',
    ]) {
      assert.equal(bringsParts(text), false, text);
    }
  });
});
