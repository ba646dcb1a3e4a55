// Azurite's tables on a free port of this machine, in memory, for as long as our standard input stays open. Says the port once it answers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
probe.close();
await once(probe, 'close');

const azurite = spawn(process.execPath, [
  'node_modules/azurite/dist/src/table/main.js', '--silent', '--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry',
  '--tableHost', '127.0.0.1', '--tablePort', `${port}`,
], { stdio: ['ignore', 'pipe', 'inherit'] });
azurite.on('exit', (code) => process.exit(code ?? 0));
process.stdin.on('end', () => azurite.kill()).resume();

for await (const said of azurite.stdout) {
  if (!`${said}`.includes('successfully')) continue;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end();
  process.stdout.write(`${port}\n`);
  break;
}
azurite.stdout.resume();
