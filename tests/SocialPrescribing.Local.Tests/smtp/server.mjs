// A real mail server for the tests. It talks JSON, one object a line.
//   out: {ready: {starttls, implicit, plain}} with the three ports, then {mail: …} for every letter that it took
//   in:  {id, parse: base64} → {id, parsed: …}: a message read by a parser that is not ours
// What it does with a letter is said by the recipient: busy@ 451, full@ 452, closing@ 421, gone@ 550,
// spam@ 554 after the letter, hang@ no answer after the letter, drop@ the connection ends after the letter.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const [certificate, key] = process.argv.slice(2);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });
const atRecipient = { busy: 451, full: 452, closing: 421, gone: 550 };

async function read(bytes) {
  const mail = await simpleParser(bytes);
  return {
    from: mail.from?.value,
    to: mail.to?.value,
    subject: mail.subject ?? '',
    date: mail.date,
    messageId: mail.messageId,
    text: mail.text,
    html: mail.html || null,
    headers: mail.headerLines.map(({ key: name, line }) => [name, line.slice(line.indexOf(':') + 1).replace(/\r?\n/g, '').trim()]),
    attachments: mail.attachments.map((a) => ({ name: a.filename, type: a.contentType, content: a.content.toString('utf8') })),
    longestLine: Math.max(...bytes.toString('latin1').split('\r\n').map((line) => line.length)),
    bareLineEnds: /[^\r]\n|\r[^\n]/.test(bytes.toString('latin1')),
  };
}

function serve(options) {
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    ...options,
    onAuth: ({ username, password, accessToken }, session, done) =>
      username === 'post' && (password === 'correct horse' || accessToken === 'a token that holds') ? done(null, { user: username })
          : done(refusal(535, 'Wrong user or password')),
    onMailFrom: ({ address }, session, done) => done(address.startsWith('stranger@') ? refusal(550, 'Sender not allowed') : null),
    onRcptTo: ({ address }, session, done) => {
      const code = atRecipient[address.split('@')[0]];
      done(code ? refusal(code, `No letters for ${address}`) : null);
    },
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', async () => {
        const recipient = session.envelope.rcptTo[0].address.split('@')[0];
        if (recipient === 'hang') return;
        if (recipient === 'drop') return [...server.connections].find((c) => c.session.id === session.id)._socket.destroy();
        if (recipient === 'spam') return done(refusal(554, 'Not wanted'));
        say({ mail: { ...(await read(Buffer.concat(chunks))), envelope: session.envelope, secure: session.secure,
            user: session.user ?? null } });
        done();
      });
    },
  });
  server.on('error', () => {}); // Clients that go away in the middle are part of the tests.
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.server.address().port)));
}

say({
  ready: {
    starttls: await serve({ cert: readFileSync(certificate), key: readFileSync(key), authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'] }),
    implicit: await serve({ cert: readFileSync(certificate), key: readFileSync(key), secure: true }),
    plain: await serve({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] }),
  },
});

const lines = createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { id, parse } = JSON.parse(line);
  say({ id, parsed: await read(Buffer.from(parse, 'base64')) });
});
lines.on('close', () => process.exit(0)); // The tests are over, or died.
