'use strict';
// npm's side of the tests. Cases come as JSON on stdin, each [key, user data, extra headers]; tokens go as JSON to
// stdout. A case that fails gives { "error": message }.
const { Signer } = require('goinstant-auth');

const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const tokens = cases.map(([key, user, headers]) => {
  try {
    return new Signer(key).signSync(user, headers);
  } catch ({ message }) {
    return { error: message };
  }
});
process.stdout.write(JSON.stringify(tokens));
