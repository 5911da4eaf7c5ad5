import { escapeHtml } from './markup.ts';

export interface ReportPageOptions {
  /** `webview.cspSource` */
  readonly cspSource: string;
  /** Addresses as the webview loads them. */
  readonly script: string;
  readonly style: string;
  /** New for each page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

/**
 * The page before its script has drawn anything. It may run the one script that has the nonce, and take the extension's
 * stylesheet; it may load and send nothing else, nor can text in it run.
 */
export function reportHtml({ cspSource, script, style, nonce, language, title }: ReportPageOptions): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(script)}"></script>
</body>
</html>
`;
}
