'use strict';
// npm's side of the differential run: a list of cases a line on stdin, a list of outcomes a line on stdout, both JSON.
//
// The only argument is the moment of all cases, in seconds. Headers and payloads come back as JSON text, so that
// nothing is lost on the way.
const readline = require('node:readline');
const crypto = require('node:crypto');

// To find out that a text is no key takes OpenSSL most of a millisecond: for each text it is asked once.
for (const name of ['createPrivateKey', 'createPublicKey']) {
  const create = crypto[name];
  const known = new Map();
  crypto[name] = (key) => {
    const text = Buffer.isBuffer(key) ? `bytes ${key.toString('base64')}` : JSON.stringify(key);
    if (!known.has(text)) {
      try {
        known.set(text, { key: create(key) });
      } catch (error) {
        known.set(text, { error });
      }
    }
    const { error, key: created } = known.get(text);
    if (error) throw error;
    return created;
  };
}

const jwt = require('../interop/node_modules/jsonwebtoken');

const now = Number(process.argv[2]) * 1000 + 123;
Date.now = () => now;

const operations = {
  sign: ({ payload, bytes, key, options }) => ({
    token: jwt.sign(bytes === undefined ? payload : Buffer.from(bytes, 'base64'), revive(key), options),
  }),
  verify: ({ token, key, options }) => {
    // Asking for all parts is what this side may add; the option itself is still there for npm to look at.
    const verified = jwt.verify(token, revive(key), patterns({ ...options, complete: true }));
    return texts(verified);
  },
  decode: ({ token, options }) => texts(jwt.decode(token, { ...options, complete: true })),
};

/** A key `{ bytes }` is a buffer. */
function revive(key) {
  return typeof key?.bytes === 'string' ? Buffer.from(key.bytes, 'base64') : key;
}

/** An option `{ "$regexp": [source, flags] }`, alone or in a list, is a regular expression. */
function patterns(options) {
  const revived = (value) => (value?.$regexp ? new RegExp(...value.$regexp) : value);
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.map(revived) : revived(value)]),
  );
}

function texts(token) {
  return token && { header: JSON.stringify(token.header), payload: JSON.stringify(token.payload), signature: token.signature };
}

function outcome(request) {
  try {
    return operations[request.op](request);
  } catch (error) {
    const date = error.expiredAt ?? error.date;
    // A lone surrogate is no text to the other side.
    const message = error.message.replace(/\p{Surrogate}/gu, '\ufffd');
    return { error: error.name, message, date: date && date.getTime() };
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(JSON.parse(line).map(outcome))}\n`);
});
