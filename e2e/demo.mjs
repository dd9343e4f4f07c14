// Starts the development binary as a demo city and stops it again.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.SHEBAO_BIN ?? fileURLToPath(new URL('../target/debug/shebao', import.meta.url));
const PATIENCE = 60_000;

/** A running demo: its address and how to stop it. `SHEBAO_BASE` names one that runs already. */
export async function startDemo(args = []) {
  if (process.env.SHEBAO_BASE) return { base: process.env.SHEBAO_BASE, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'shebao-demo-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const demo = spawn(BINARY, ['demo', '--dir', folder, '--listen', listen, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = async () => {
    const ended = demo.exitCode !== null || demo.signalCode !== null ? null : new Promise((done) => demo.once('exit', done));
    demo.kill('SIGTERM');
    const late = setTimeout(() => demo.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(demo, `http://${listen}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { base: `http://${listen}`, stop };
}

/** Waits until the demo answers, or says what it wrote before it ended. */
async function ready(demo, base) {
  let said = '';
  demo.stderr.on('data', (bytes) => (said = (said + bytes).slice(-4_000)));
  let fault = null;
  demo.once('error', (error) => (fault = `cannot start ${BINARY}: ${error.message}`));
  demo.once('exit', (code, signal) => (fault = `${BINARY} demo ended (${code ?? signal}) before it answered:\n${said}`));
  for (const begun = Date.now(); Date.now() - begun < PATIENCE; ) {
    if (fault) throw new Error(fault);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${BINARY} demo did not answer within ${PATIENCE / 1000} s:\n${said}`);
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
