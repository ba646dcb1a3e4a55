// Reads openapi.yaml, checks every example in it, and then holds answers of the service to it.
// First line out:
//   {"ready": {"operations": ["GET /api/tasks"], "commands": ["accept"], "problems": ["where: what"],
//     "bodies": [{"method", "path", "body"}]}}
// With "schema" instead of a request, the body is held to that definition of hsds-uk.json.
// Each line in:   {"id", "method", "path", "status", "type", "body"}   out: {"id", "problems": []}
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

const document = load(readFileSync(process.argv[2], 'utf8'));
const methods = ['get', 'put', 'post', 'delete', 'patch'];
closeObjects(document);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...document });
ajv.addSchema({ $id: 'hsds-uk', ...JSON.parse(readFileSync(new URL('hsds-uk.json', import.meta.url), 'utf8')) });

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.filter((method) => item[method]).map((method) => ({ method, path, pointer: ['paths', path, method] })));

say({
  ready: {
    operations: operations.map((o) => `${o.method.toUpperCase()} ${o.path}`),
    commands: document.components.schemas.Command.oneOf.map((command) => command.properties.kind.const),
    problems: checkExamples(document, []),
    bodies: operations.flatMap(({ method, path, pointer }) => {
      const content = at([...pointer, 'requestBody', 'content', 'application/json']);
      return (content ? examplesOf(content) : []).map(([, body]) => ({ method: method.toUpperCase(), path, body }));
    }),
  },
});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const asked = JSON.parse(line);
    say({ id: asked.id, problems: checkAnswer(asked) });
  })
  .on('close', () => process.exit(0));

/** A field that an answer has and this document does not is a gap in the document, so nothing may be left open here. */
function closeObjects(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.type === 'object' && node.properties && node.additionalProperties === undefined) node.additionalProperties = false;
  Object.values(node).forEach(closeObjects);
}

function checkExamples(node, at) {
  if (node === null || typeof node !== 'object') return [];
  const problems = [];
  if (node.schema && at.at(-2) !== 'examples') {
    const examples = examplesOf(node);
    if (examples.length === 0 && node.schema.type !== 'string') problems.push(`${at.join(' ')}: no example`);
    for (const [name, value] of examples) problems.push(...against([...at, 'schema'], value).map((p) => `${at.join(' ')} ${name}: ${p}`));
  }
  for (const [key, child] of Object.entries(node))
    if (key !== 'example' && key !== 'examples' && key !== 'schemas') problems.push(...checkExamples(child, [...at, key]));
  return problems;
}

function examplesOf(node) {
  return 'example' in node ? [['example', node.example]] : Object.entries(node.examples ?? {}).map(([name, e]) => [name, e.value]);
}

function checkAnswer({ method, path, status, type, body, schema }) {
  if (schema) return problems(`hsds-uk#/$defs/${schema}`, JSON.parse(body));
  const wanted = path.split('?')[0].split('/');
  const operation = operations.find((o) => o.method === method.toLowerCase()
    && o.path.split('/').length === wanted.length && o.path.split('/').every((part, i) => part === wanted[i] || part.startsWith('{')));
  if (!operation) return [];
  const where = `${method} ${operation.path} ${status}`;
  let pointer = [...operation.pointer, 'responses', String(status)];
  let response = at(pointer);
  if (!response) return [`${where} is not described`];
  if (response.$ref) {
    pointer = response.$ref.slice(2).split('/');
    response = at(pointer);
  }
  if (!response.content) return body === '' ? [] : [`${where} is described without a body`];
  const media = type?.split(';')[0];
  if (!response.content[media]) return [`${where} is not described as ${media}`];
  return media.endsWith('json') ? against([...pointer, 'content', media, 'schema'], JSON.parse(body)).map((p) => `${where}: ${p}`) : [];
}

function against(pointer, value) {
  const $ref = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  return problems($ref, value);
}

function problems($ref, value) {
  const validate = ajv.getSchema($ref) ?? ajv.compile({ $ref });
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

function at(pointer) {
  return pointer.reduce((node, part) => node?.[part], document);
}

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
