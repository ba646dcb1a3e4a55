// Azurite on ports of this machine that it draws itself, in memory, for as long as our standard input stays open.
// Says the ports of blob, queue and table, each in a line, once all of them answer.
import { spawn } from 'node:child_process';

const offered = ['blob', 'queue', 'table'];

// Each request leaves much behind that is soon of no use: with room for it, Node cleans up less often.
const azurite = spawn(process.execPath, [
  '--max-semi-space-size=64',
  'node_modules/azurite/dist/src/azurite.js', '--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry',
  ...offered.flatMap((name) => [`--${name}Host`, '127.0.0.1', `--${name}Port`, '0']),
], { stdio: ['ignore', 'pipe', 'inherit'] });
azurite.on('exit', (code) => process.exit(code ?? 0));
process.stdin.on('end', () => azurite.kill()).resume();

let said = '';
for await (const words of azurite.stdout.iterator({ destroyOnReturn: false })) {
  said += words;
  const ports = offered.map((name) =>
    said.match(new RegExp(`${name} service is successfully listening at http://127.0.0.1:(\\d+)\\s`, 'i'))?.[1]);
  if (ports.includes(undefined)) continue;
  process.stdout.write(ports.map((port) => `${port}\n`).join(''));
  break;
}
azurite.stdout.resume();
