// SPDX-License-Identifier: Apache-2.0
// server - what yaml-language-server says over standard input and output, as an editor speaks with it. Standard input:
// {folder, files: [{name, text, complete: [[line, character]]}]}; standard output: [{diagnostics: [[line, message]], completions: [[label]]}].
import fs from "node:fs";
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";

const job = JSON.parse(fs.readFileSync(0, "utf8"));
const program = process.env.NODE_MODULES + "/node_modules/yaml-language-server/bin/yaml-language-server";
const server = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const answers = new Map();
const published = new Map();
let unread = Buffer.alloc(0);
let last = 0;

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function take(message) {
  if (message.method && message.id !== undefined) {
    const result = message.method === "workspace/configuration" ? message.params.items.map(() => null) : null;
    send({ id: message.id, result });
  } else if (message.method === "textDocument/publishDiagnostics") {
    published.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.id !== undefined) {
    answers.get(message.id)(message.result);
  }
}

server.stdout.on("data", (bytes) => {
  unread = Buffer.concat([unread, bytes]);
  for (;;) {
    const end = unread.indexOf("\r\n\r\n");
    const size = end < 0 ? 0 : Number(/Content-Length: (\d+)/.exec(unread.subarray(0, end))[1]);
    if (end < 0 || unread.length < end + 4 + size) {
      return;
    }
    const message = JSON.parse(unread.subarray(end + 4, end + 4 + size));
    unread = unread.subarray(end + 4 + size);
    take(message);
  }
});

const request = (method, params) =>
  new Promise((resolve) => {
    answers.set(++last, resolve);
    send({ id: last, method, params });
  });

const folder = pathToFileURL(job.folder).href;
const item = { snippetSupport: false, documentationFormat: ["plaintext"] };
await request("initialize", { processId: null, rootUri: folder, capabilities: { textDocument: { completion: { completionItem: item } } } });
send({ method: "initialized", params: {} });
const results = [];
for (const file of job.files) {
  const uri = `${folder}/${file.name}`;
  const diagnostics = new Promise((resolve) => published.set(uri, resolve));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text: file.text } } });
  const found = (await diagnostics).map((d) => [d.range.start.line + 1, d.message]);
  const completions = [];
  for (const [line, character] of file.complete ?? []) {
    const answer = await request("textDocument/completion", { textDocument: { uri }, position: { line, character } });
    completions.push((answer?.items ?? answer ?? []).map((i) => i.label));
  }
  results.push({ diagnostics: found, completions });
}
process.stdout.write(JSON.stringify(results));
server.kill();
