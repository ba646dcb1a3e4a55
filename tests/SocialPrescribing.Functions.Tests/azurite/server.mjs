// Azurite on free ports of this machine, in memory, for as long as our standard input stays open.
// Says the ports of blob, queue and table, each in a line, once all of them answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const offered = ['blob', 'queue', 'table'];
const probes = offered.map(() => createServer().listen(0, '127.0.0.1'));
await Promise.all(probes.map((probe) => once(probe, 'listening')));
const ports = probes.map((probe) => probe.address().port);
await Promise.all(probes.map((probe) => once(probe.close(), 'close')));

// Each request leaves much behind that is soon of no use: with room for it, Node cleans up less often.
const azurite = spawn(process.execPath, [
  '--max-semi-space-size=64',
  'node_modules/azurite/dist/src/azurite.js', '--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry',
  ...offered.flatMap((name, i) => [`--${name}Host`, '127.0.0.1', `--${name}Port`, `${ports[i]}`]),
], { stdio: ['ignore', 'pipe', 'inherit'] });
azurite.on('exit', (code) => process.exit(code ?? 0));
process.stdin.on('end', () => azurite.kill()).resume();

let said = '';
for await (const words of azurite.stdout.iterator({ destroyOnReturn: false })) {
  said += words;
  if (said.split('successfully').length <= offered.length) continue;
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end();
  }
  process.stdout.write(ports.map((port) => `${port}\n`).join(''));
  break;
}
azurite.stdout.resume();
