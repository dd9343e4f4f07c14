// Starts the development binary as a demo city and stops it again. The city is founded once for a run; each demo gets a copy.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY = process.env.SHEBAO_BIN ?? fileURLToPath(new URL('../target/debug/shebao', import.meta.url));
const PATIENCE = 120_000;
// Large enough for every page to have something to show.
const PEOPLE = '600';

/** Founds the city of this run (or takes the one that `SHEBAO_CITY` names), for Playwright's `globalSetup`; answers how it is taken away again. */
export default async function foundCity() {
  if (process.env.SHEBAO_BASE || process.env.SHEBAO_CITY) return;
  const city = await mkdtemp(join(tmpdir(), 'shebao-city-'));
  await (await start(city)).end();
  process.env.SHEBAO_CITY = city;
  return () => rm(city, { recursive: true, force: true });
}

/**
 * A running demo of its own: its address and how to stop it. `SHEBAO_BASE` names one that runs already. With a business day or a number
 * of people it is a city of its own.
 */
export async function startDemo({ date, people } = {}) {
  const isOwn = Boolean(date || people);
  if (process.env.SHEBAO_BASE && !isOwn) return { base: process.env.SHEBAO_BASE, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'shebao-demo-'));
  const forget = () => rm(folder, { recursive: true, force: true });
  try {
    if (!isOwn) await cp(process.env.SHEBAO_CITY, folder, { recursive: true });
    const { base, end } = await start(folder, { date, people });
    return { base, stop: () => end().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** Serves the city in `folder`, founding it where it is not there yet. */
async function start(folder, { date, people = PEOPLE } = {}) {
  const listen = `127.0.0.1:${await freePort()}`;
  const args = ['demo', '--dir', folder, '--listen', listen, '--people', String(people), ...(date ? ['--date', date] : [])];
  const demo = spawn(BINARY, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = async () => {
    const ended = demo.exitCode !== null || demo.signalCode !== null ? null : new Promise((done) => demo.once('exit', done));
    demo.kill('SIGTERM');
    const late = setTimeout(() => demo.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
  };
  try {
    await ready(demo, `http://${listen}`);
  } catch (error) {
    await end();
    throw error;
  }
  return { base: `http://${listen}`, end };
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
