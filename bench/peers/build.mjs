// Builds or installs every benchmark peer that this machine can have, into .build beside this file.
// `node build.mjs` prints what became of each; with --install (root, Debian) it fetches missing C libraries first.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '.build');
const debianPackages = ['libnng-dev', 'libnanomsg-dev', 'libzmq3-dev'];

/** Why a peer cannot be had here. */
class Skip extends Error {}

const attempt = (command, args, options = {}) => {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 180_000, ...options });
  return {
    ok: result.status === 0,
    missing: result.error?.code === 'ENOENT',
    output: result.stdout ?? '',
    errors: result.stderr ?? '',
  };
};

const firstLine = (text) => text.trim().split('\n', 1)[0];

const isFresh = (target, sources) => {
  if (!existsSync(target)) return false;
  const built = statSync(target).mtimeMs;
  return sources.every((source) => statSync(source).mtimeMs < built);
};

const versionOf = (command) => {
  const [program, ...args] = command;
  const { ok, output, errors } = attempt(program, [...args, 'version']);
  if (!ok) throw new Skip(`does not start: ${firstLine(errors)}`);
  return output.trim().replace(/^v/, '');
};

const debianVersion = (name) => {
  const { ok, output } = attempt('dpkg-query', ['-W', '-f=${Version}', name]);
  return ok ? output.replace(/[-+].*$/, '') : 'unknown';
};

const packageVersion = (name, debianName) => {
  const { ok, output } = attempt('pkg-config', ['--modversion', name]);
  return ok ? output.trim() : debianVersion(debianName);
};

const cPeer = ({ name, header, library, debianName }) => {
  const target = join(out, name);
  const source = join(here, 'c', `${name}.c`);
  if (!isFresh(target, [source, join(here, 'c', 'peer.h'), fileURLToPath(import.meta.url)])) {
    const probe = attempt('cc', ['-E', '-x', 'c', '-'], { input: `#include <${header}>\n` });
    if (probe.missing) throw new Skip('no C compiler (cc) found');
    if (!probe.ok) throw new Skip(`${debianName} not found`);
    const version = `-DLIBRARY_VERSION="${packageVersion(library, debianName)}"`;
    const flags = ['-O2', '-std=gnu11', '-Wall', '-Wextra', version];
    const { ok, errors } = attempt('cc', [...flags, '-o', `${target}.new`, source, `-l${library}`, '-lpthread']);
    if (!ok) throw new Skip(`cc failed: ${firstLine(errors)}`);
    renameSync(`${target}.new`, target);
  }
  return [target];
};

const mangos = () => {
  const target = join(out, process.platform === 'win32' ? 'mangos.exe' : 'mangos');
  const folder = join(here, 'go');
  if (
    !isFresh(
      target,
      ['go.mod', 'go.sum', 'main.go'].map((file) => join(folder, file)),
    )
  ) {
    const { ok, missing, errors } = attempt('go', ['build', '-trimpath', '-buildvcs=false', '-o', target, '.'], {
      cwd: folder,
    });
    if (missing) throw new Skip('go not found');
    if (!ok) throw new Skip(`go build failed: ${firstLine(errors)}`);
  }
  return [target];
};

const zeromq = () => {
  const folder = join(out, 'zeromq');
  const manifest = join(here, 'zeromq', 'package.json');
  const wanted = JSON.parse(readFileSync(manifest, 'utf8')).dependencies.zeromq;
  const installed = join(folder, 'node_modules', 'zeromq', 'package.json');
  if (!existsSync(installed) || JSON.parse(readFileSync(installed, 'utf8')).version !== wanted) {
    mkdirSync(folder, { recursive: true });
    copyFileSync(manifest, join(folder, 'package.json'));
    // The package holds prebuilt binaries; its install script would only look for them, or else compile.
    const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    const { ok, missing, errors } = attempt('npm', args, { cwd: folder, shell: process.platform === 'win32' });
    if (missing) throw new Skip('npm not found');
    if (!ok) throw new Skip(`npm install failed: ${firstLine(errors)}`);
  }
  return [process.execPath, join(here, 'zeromq', 'main.mjs')];
};

const bare = () => [process.execPath, join(here, 'bare', 'main.mjs')];

const table = [
  { name: 'bare', inproc: false, build: bare },
  {
    name: 'nng',
    inproc: true,
    build: () => cPeer({ name: 'nng', header: 'nng/nng.h', library: 'nng', debianName: 'libnng-dev' }),
  },
  {
    name: 'nanomsg',
    inproc: true,
    build: () => cPeer({ name: 'nanomsg', header: 'nanomsg/nn.h', library: 'nanomsg', debianName: 'libnanomsg-dev' }),
  },
  {
    name: 'zmq',
    inproc: true,
    build: () => cPeer({ name: 'zmq', header: 'zmq.h', library: 'zmq', debianName: 'libzmq3-dev' }),
  },
  { name: 'mangos', inproc: true, build: mangos },
  { name: 'zeromq', inproc: true, build: zeromq },
];

/**
 * Builds what is missing and lists every peer. Start one with `command` and then the arguments of the contract in
 * README.md. A peer with `skipped` cannot run here. `inproc` tells whether it also has the inproc mode.
 */
export const peers = async () => {
  mkdirSync(out, { recursive: true });
  return table.map(({ name, inproc, build }) => {
    const peer = { name, command: [], scenarios: ['reqrep', 'stream'], inproc, version: 'unknown' };
    try {
      peer.command = build();
      peer.version = versionOf(peer.command);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      peer.skipped = error.message;
    }
    return peer;
  });
};

const installLibraries = () => {
  const isInstalled = (name) => attempt('dpkg-query', ['-W', '-f=${db:Status-Abbrev}', name]).output.startsWith('ii');
  const missing = debianPackages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  const done =
    attempt('apt-get', ['update'], options).ok &&
    attempt('apt-get', ['install', '-y', '--no-install-recommends', ...missing], options).ok;
  if (!done) console.error(`apt-get could not install ${missing.join(' ')}`);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--install')) installLibraries();
  for (const { name, version, skipped } of await peers()) {
    console.log(`${name} ${skipped === undefined ? `built (${version})` : `skipped: ${skipped}`}`);
  }
}
