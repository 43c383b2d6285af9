'use strict';
// The packages of npm: a worker as those in Rust, its protocol is described in kit/src/lib.rs.
const crypto = require('node:crypto');
const readline = require('node:readline');
const assert = require('node:assert');
const jsonwebtoken = require('jsonwebtoken');
const fastJwt = require('fast-jwt');

/** A task without what is about the size of its payload. */
const kind = (task) => (typeof task === 'string' ? task : Object.keys(task)[0]);

/**
 * What a candidate does in a row: `(alg, key, task) => { sign(claims) } | { verify(token) }`, or nothing.
 * `key` is `{ private, public }`, PEM or the same secret twice.
 */
const candidates = {
  'npm jsonwebtoken'(alg, key, task) {
    if (alg === 'EdDSA') return undefined;
    const options = { algorithm: alg };
    const allowed = { algorithms: [alg] };
    switch (task) {
      case 'sign-text':
        return { sign: (claims) => jsonwebtoken.sign(claims, key.private, options) };
      case 'verify-text':
        return { verify: (token) => jsonwebtoken.verify(token, key.public, allowed) };
      default: {
        const [signing, verifying] = keyObjects(alg, key);
        return {
          sign: (claims) => jsonwebtoken.sign(claims, signing, options),
          verify: (token) => jsonwebtoken.verify(token, verifying, allowed),
        };
      }
    }
  },

  'fast-jwt': (alg, key, task) => fast(alg, key, task, false),

  'fast-jwt, cache': (alg, key, task) => (task.startsWith('verify') ? fast(alg, key, task, true) : undefined),

  async jose(alg, key, task) {
    if (task.endsWith('-text')) return undefined;
    const jose = await import('jose');
    const [signing, verifying] = await cryptoKeys(jose, alg, key);
    const header = { alg, typ: 'JWT' };
    const allowed = { algorithms: [alg] };
    return {
      sign: (claims) => new jose.SignJWT(claims).setProtectedHeader(header).sign(signing),
      verify: async (token) => (await jose.jwtVerify(token, verifying, allowed)).payload,
    };
  },
};

/** Its functions are made for one key; so there is none that takes a key with each call. */
function fast(alg, key, task, cache) {
  if (task.endsWith('-text') || task.endsWith('-key')) return undefined;
  return {
    sign: fastJwt.createSigner({ key: key.private, algorithm: alg }),
    verify: fastJwt.createVerifier({ key: key.public, algorithms: [alg], cache }),
  };
}

function keyObjects(alg, key) {
  if (!alg.startsWith('HS')) return [crypto.createPrivateKey(key.private), crypto.createPublicKey(key.public)];
  const secret = crypto.createSecretKey(key.private, 'utf8');
  return [secret, secret];
}

async function cryptoKeys(jose, alg, key) {
  if (!alg.startsWith('HS')) return [await jose.importPKCS8(key.private, alg), await jose.importSPKI(key.public, alg)];
  const hash = `SHA-${alg.slice(2)}`;
  const secret = Buffer.from(key.private);
  const imported = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign', 'verify']);
  return [imported, imported];
}

/** What is ready: keys read, tokens at hand. */
const ready = new Map();
let fixture;

async function answer({ candidate, alg, task, times }) {
  const id = JSON.stringify([candidate, alg, task]);
  if (times !== null) return { nanoseconds: await time(ready.get(id), times) };
  const case_ = typeof task === 'string' ? fixture.cases[alg] : fixture.long[Object.values(task)[0]];
  const does = await candidates[candidate](alg, fixture.keys[alg], kind(task));
  if (!does) return 'absent';
  if (kind(task).startsWith('sign')) {
    ready.set(id, () => does.sign(case_.claims));
    return { signed: await does.sign(case_.claims) };
  }
  ready.set(id, () => does.verify(case_.token));
  assert.deepStrictEqual({ ...(await does.verify(case_.token)) }, case_.claims);
  await refuses(does, case_.damaged, 'it takes a damaged signature');
  await refuses(does, case_.expired, 'it takes an expired token');
  return 'verified';
}

async function refuses({ verify }, token, message) {
  let taken = true;
  try {
    await verify(token);
  } catch {
    taken = false;
  }
  assert(!taken, message);
}

/** What returns no promise is not awaited. */
async function time(work, times) {
  assert(work, 'not proven');
  const start = process.hrtime.bigint();
  const first = work();
  if (first instanceof Promise) {
    await first;
    for (let i = 1; i < times; i++) await work();
  } else {
    for (let i = 1; i < times; i++) work();
  }
  return Number(process.hrtime.bigint() - start);
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (!fixture) {
      fixture = JSON.parse(line);
      continue;
    }
    const reply = await answer(JSON.parse(line)).catch((error) => ({ error: error.message }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

main();
