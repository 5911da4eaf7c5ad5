import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { messageText } from '../../text/message.ts';
import { rules } from './index.ts';
import { findingsIn, fixed, textAt } from './testing/checking.ts';

describe('rules', () => {
  it('have a file each, all of which are in the list', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => /^(?!index\.)\w+\.ts$/.test(name));
    const inFiles = files.flatMap((name) => {
      return /^ {2}id: '([^']+)'/m.exec(readFileSync(path.join(import.meta.dirname, name), 'utf8'))?.[1] ?? name;
    });
    assert.deepEqual(rules.map(({ id }) => id).toSorted(), inFiles.toSorted());
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  });

  it('speak in sentences without a full stop', () => {
    const sources = readdirSync(import.meta.dirname).filter((name) => /^\w+\.ts$/.test(name));
    const templates = sources.flatMap((name) => {
      const source = readFileSync(path.join(import.meta.dirname, name), 'utf8');
      return Array.from(
        source.matchAll(/(?:message\(|template =)\s*(['"])(.+?)\1/g),
        ([, , template = '']) => template,
      );
    });
    assert.ok(templates.length > 60);
    for (const template of templates) assert.match(template, /^(?:[A-Z]|\{0\})[^]*[^.!\s]$/);
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      it('has a page', () => {
        assert.match(rule.id, /^[a-z]+(-[a-z]+)*$/);
        assert.ok(rule.title.length > 10 && !rule.title.endsWith('.'), rule.title);
        assert.ok(rule.docs.length > 60);
        assert.match(rule.source, /^(?:Amazon ECS|Kubernetes, )/);
      });

      it('says nothing about its good example, and no rule sees more than a hint in it', () => {
        const findings = findingsIn(rule.good).filter((each) => each.rule === rule.id || each.severity !== 'info');
        assert.deepEqual(
          findings.map(({ rule: id, message }) => [id, messageText(message)]),
          [],
        );
      });

      it('finds what is bad, at its place', () => {
        const findings = findingsIn(rule.bad, { only: [rule] });
        assert.ok(findings.length > 0);
        for (const finding of findings) {
          assert.equal(finding.severity, rule.severity);
          assert.match(textAt(rule.bad, finding), /^\S(.*\S)?$/, 'a part of one line, without space around it');
          assert.doesNotMatch(messageText(finding.message), /\{\d\}|undefined|\.$/);
        }
      });

      it('leaves nothing bad after its fixes', () => {
        for (const finding of findingsIn(rule.bad, { only: [rule] })) {
          for (const fix of finding.fixes) {
            const text = fixed(rule.bad, fix);
            const left = findingsIn(text, { only: [rule] });
            assert.ok(left.length < findingsIn(rule.bad, { only: [rule] }).length, text);
            assert.equal(
              left.some((each) => messageText(each.message) === messageText(finding.message)),
              false,
              text,
            );
            if (text.startsWith('{')) JSON.parse(text);
          }
        }
      });
    });
  }
});
