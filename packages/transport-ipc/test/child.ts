import { spawn } from 'node:child_process';

/** Runs a program of this folder in a process of its own, and returns what it prints as JSON. */
export async function child(program: string, ...args: string[]): Promise<unknown> {
  const file = new URL(program, import.meta.url).pathname;
  const flags = ['--conditions=@sp/source', '--import', 'tsx', file, ...args];
  const running = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 15_000 });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => running.on('close', resolve));
  return JSON.parse(output) as unknown;
}
