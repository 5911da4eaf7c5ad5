import { createHash } from 'node:crypto';
import { element, escapeHtml, toHtml } from './markup.ts';
import type { Picture } from './messages.ts';
import { leadMarkup, noticesMarkup } from './pageMarkup.ts';
import { blockMarkup, type Surface } from './reportMarkup.ts';
import type { ReportModel } from './reportModel.ts';

/**
 * The report as a file that needs nothing else: no script, nothing to load, its charts as pictures. What is unfolded by
 * clicks in the page is unfolded in it, so that it can be printed.
 *
 * @param pictures of charts; a chart without one is left to the table that says the same
 */
export function savedHtml(model: ReportModel, pictures: readonly Picture[]): string {
  const byChart = new Map(pictures.map(({ chart, png }) => [chart, png]));
  const surface: Surface = {
    isUnfolded: true,
    chart: ({ id, summary }) => {
      const src = byChart.get(id);
      return src === undefined ? [element('p', {}, summary)] : [element('img', { src, alt: summary })];
    },
  };
  const sections = model.sections.map(({ id, title, blocks }) =>
    element(
      'section',
      { 'aria-labelledby': `section-${id}` },
      element('h2', { id: `section-${id}` }, title),
      ...blocks.flatMap((block) => blockMarkup(block, surface) ?? []),
    ),
  );
  const body = [
    element('header', {}, ...leadMarkup(model), ...noticesMarkup(model)),
    element('main', {}, ...sections),
  ].map(toHtml);
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(model.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(model.title)}</title>
<style>${style}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

/** Dark on light, as on paper. */
const style = `
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #1f2328; background: #fff; }
h1 { font-size: 1.75rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; border-bottom: 1px solid #d0d7de; padding-bottom: 0.25rem; }
.lead { margin: 0; color: #57606a; }
.notice { border: 1px solid #57606a; border-left-width: 0.4rem; padding: 0.5rem 0.75rem; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 3rem; margin: 1rem 0; }
.figures dd { margin: 0; }
.figures .value { font-size: 1.75rem; font-variant-numeric: tabular-nums; }
.figures .note, .figures dt { color: #57606a; }
figure { margin: 1rem 0; break-inside: avoid; }
figcaption, caption { font-weight: 600; text-align: start; padding: 0.25rem 0; }
img { max-width: 100%; height: auto; }
.scrolling { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid #d0d7de; }
tbody th { font-weight: 400; }
.short { white-space: nowrap; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.total > * { font-weight: 600; border-top: 2px solid #57606a; }
.level-1 { padding-inline-start: 1.5rem; }
.level-2 { padding-inline-start: 3rem; }
.level-3 { padding-inline-start: 4.5rem; }
details ul { margin: 0.25rem 0; color: #57606a; font-size: 0.875rem; }
@media print { body { margin: 0; max-width: none; } }
`;
