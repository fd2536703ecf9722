// A page as one file of its own: script, style and data lie in it, and its policy lets in nothing else.

import { createHash } from "node:crypto";
import { escapeHtml } from "./html";

/** The file's text. The script finds `data` in the element with the id "listing". */
export function exportedPage(title: string, script: string, style: string, data: unknown): string {
  // Inside <script> and <style> only the end tag has a meaning, and "<!--" for scripts.
  const code = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const look = style.replaceAll("</style", "<\\/style");
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const policy = `default-src 'none'; script-src ${hash(code)}; style-src ${hash(look)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${look}</style>
</head>
<body>
<script type="application/json" id="listing">${json}</script>
<script>${code}</script>
</body>
</html>
`;
}

/** What a policy lets in: exactly this text. */
function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
