import * as vscode from 'vscode';

/**
 * VS Code 1.100 draws a tree's dark pictures wherever the theme is not of the kind _light_: also on the white of the one
 * with high contrast, where they can hardly be seen. Then both have to be the light one.
 */
export function needLightPictures(): boolean {
  return vscode.window.activeColorTheme.kind === vscode.ColorThemeKind.HighContrastLight;
}

/** Tells when rows that are shown need other pictures. */
export function whenPicturesChange(changed: () => void): vscode.Disposable {
  let before = needLightPictures();
  return vscode.window.onDidChangeActiveColorTheme(() => {
    const now = needLightPictures();
    if (now === before) return;
    before = now;
    changed();
  });
}
