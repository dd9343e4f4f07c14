// Answers questions with the module that the portal serves: `node engine.mjs engine.wasm`, a question in JSON a line in, its answer a
// line out. The tests of `crates/browser` hold each line against the native engine.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const module = await WebAssembly.compile(readFileSync(process.argv[2]));
if (WebAssembly.Module.imports(module).length) throw new Error('the module asks for something of its surroundings');
const { exports: engine } = await WebAssembly.instantiate(module, {});
const [written, read] = [new TextEncoder(), new TextDecoder('utf-8', { fatal: true })];

function answer(question) {
  const bytes = written.encode(question);
  // The memory may move when it grows: it is looked at after the call.
  const room = engine.shebao_room(bytes.length);
  new Uint8Array(engine.memory.buffer, room, bytes.length).set(bytes);
  const at = engine.shebao_answer();
  return read.decode(new Uint8Array(engine.memory.buffer, at, engine.shebao_answer_length()));
}

let lines = [];
for await (const question of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  lines.push(answer(question));
  if (lines.length < 200) continue;
  const full = !process.stdout.write(`${lines.join('\n')}\n`);
  lines = [];
  if (full) await new Promise((resume) => process.stdout.once('drain', resume));
}
if (lines.length) process.stdout.write(`${lines.join('\n')}\n`);
