'use strict';
// npm's side of the interop tests: one request a line on stdin, one answer a line on stdout, both JSON.
//
// { "op": ..., "now": seconds, ... } is answered with { "ok": value } or { "error": { "name", "message" } }.
// Payloads come back as JSON text, so that nothing is lost on the way.
const readline = require('node:readline');
const jwt = require('jsonwebtoken');

const operations = {
  version: () => require('jsonwebtoken/package.json').version,

  sign: ({ payload, key, options }) => jwt.sign(payload, key, options),

  verify: ({ token, key, options }) => texts(jwt.verify(token, key, { ...revive(options), complete: true })),

  decode: ({ token }) => {
    const decoded = jwt.decode(token, { complete: true });
    return decoded && texts(decoded);
  },
};

/** An option `{ "$regexp": [source, flags] }` is a regular expression. */
function revive(options) {
  return Object.fromEntries(
    Object.entries(options ?? {}).map(([name, value]) => [name, value?.$regexp ? new RegExp(...value.$regexp) : value]),
  );
}

function texts({ header, payload, signature }) {
  return { header: JSON.stringify(header), payload: JSON.stringify(payload), signature };
}

function answer(line) {
  const request = JSON.parse(line);
  Date.now = () => request.now * 1000 + 123;
  try {
    return { ok: operations[request.op](request) };
  } catch ({ name, message }) {
    return { error: { name, message } };
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
});
