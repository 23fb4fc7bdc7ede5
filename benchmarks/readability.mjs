// Readability.js over a pipe: each line of the standard input is {"html", "url"} in JSON, each line of the standard
// output the answer to it, {"text", "title", "byline", "date"} or {"error"}. The end of the input ends the process.
// Exit status 3, before the first answer: a package is missing.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const MISSING_PACKAGE = 3;
const BLOCKS = new Set(
  ("address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 " +
    "h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul").split(" "),
);
const UNREAD = new Set(["script", "style", "template", "noscript"]);

// require, unlike import, also looks where NODE_PATH says.
const require = createRequire(import.meta.url);

function load(name) {
  try {
    return require(name);
  } catch (error) {
    process.stderr.write(`${name}: ${error.message.split("\n")[0]}\n`);
    process.exit(MISSING_PACKAGE);
  }
}

const { Readability } = load("@mozilla/readability");
const { JSDOM, VirtualConsole } = load("jsdom");

// Readability's own textContent runs one paragraph into the next.
function blockText(root) {
  const parts = [];
  function walk(node) {
    if (node.nodeType === 3) parts.push(node.data.replace(/\s+/g, " "));
    if (node.nodeType !== 1 || UNREAD.has(node.localName)) return;
    const edge = BLOCKS.has(node.localName) ? "\n" : "";
    parts.push(edge);
    for (const child of node.childNodes) walk(child);
    parts.push(edge);
  }
  walk(root);
  const lines = parts.join("").split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  return lines.filter(Boolean).join("\n");
}

// No script of the page runs and nothing is fetched: both are jsdom's defaults. Its complaints about CSS are not shown.
// A URL that is none leaves the page without one: the text does not need it.
function read({ html, url }) {
  const dom = new JSDOM(html, { url: URL.canParse(url) ? url : "about:blank", virtualConsole: new VirtualConsole() });
  try {
    const article = new Readability(dom.window.document, { serializer: blockText }).parse();
    if (!article) return {};
    return { text: article.content, title: article.title, byline: article.byline, date: article.publishedTime };
  } finally {
    dom.window.close();
  }
}

function answer(line) {
  try {
    return read(JSON.parse(line));
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(answer(line)) + "\n");
}
