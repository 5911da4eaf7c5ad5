import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { reportHtml } from './reportHtml.ts';

/** Pages that run in panels, by the folder of `dist` that has their script and stylesheet. */
export type PageFolder = 'host' | 'report';

/** Of all files, the page can load its own alone. */
export function pageOptions(extensionUri: vscode.Uri, folder: PageFolder): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pageUri(extensionUri, folder)] };
}

export function showPage({ webview, title }: vscode.WebviewPanel, extensionUri: vscode.Uri, folder: PageFolder): void {
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pageUri(extensionUri, folder), name)).toString();
  webview.html = reportHtml({
    cspSource: webview.cspSource,
    script: address('page.js'),
    style: address('page.css'),
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    title,
  });
}

/** What a panel shows beside its title: `media/<folder>-light.svg`, and the like for dark themes. */
export function pageIcon(extensionUri: vscode.Uri, folder: PageFolder): { light: vscode.Uri; dark: vscode.Uri } {
  const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `${folder}-${theme}.svg`);
  return { light: icon('light'), dark: icon('dark') };
}

function pageUri(extensionUri: vscode.Uri, folder: PageFolder): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', folder);
}
